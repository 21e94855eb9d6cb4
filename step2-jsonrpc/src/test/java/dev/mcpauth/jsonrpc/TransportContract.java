package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.HoldsBefore;
import dev.mcpauth.health.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the endpoint accepts and returns as HTTP. */
public interface TransportContract extends EndpointContract {

    @HoldsBefore
    @Test
    default void respondsWithJson() {
        mcp().post(PING).header("Content-Type", "application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "0",
                "-7",
                "9007199254740993",
                "123456789012345678901234567890",
                "\"a\"",
                "\"\"",
                "\"1\"",
                "\"é\"",
                "\"\\\"\\\\\""
            })
    default void echoesTheIdExactly(String id) {
        mcp().post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}")
                .statusCode(200)
                .body(equalTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}"));
    }

    @Test
    default void echoesALoneSurrogate() {
        mcp().post("""
                        {"jsonrpc":"2.0","id":"\\uD800 😀","method":"ping"}""").statusCode(200).body(equalTo("""
                        {"jsonrpc":"2.0","id":"\\uD800 \\uD83D\\uDE00","result":{}}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON", "application/json;"})
    default void acceptsParametersAndUpperCaseInContentType(String contentType) {
        server().request()
                .header("Content-Type", contentType)
                .body(PING)
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/jsonx",
                "application/json-patch+json",
                "application/x-www-form-urlencoded",
                "json"
            })
    default void rejectsOtherContentTypes(String contentType) {
        Wire.Answer answer = server().send("""
                POST /mcp HTTP/1.1
                Host: localhost
                Content-Type: %s

                %s
                """.formatted(contentType, PING));
        assertEquals(415, answer.status());
        assertTrue(answer.body().startsWith("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,"), answer.body());
    }

    @Test
    default void rejectsAMissingContentType() {
        Wire.Answer answer = server().send("POST /mcp HTTP/1.1\nHost: localhost\n\n" + PING);
        assertEquals(415, answer.status());
    }

    @Test
    default void rejectsACompressedBody() {
        assertRejected(
                mcp().request()
                        .header("Content-Encoding", "br")
                        .body(PING)
                        .post("/mcp")
                        .then(),
                415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "application/*",
                "application/json, text/event-stream",
                "text/html, application/json;q=0.1",
                "text/html;q=0.9, */*;q=0.8",
                "",
                "*/*;q=0, application/json",
                "application/json, */*;q=0"
            })
    default void acceptsAcceptHeadersThatAdmitJson(String accept) {
        assertStatusForAccept(accept, 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "text/html, application/xml",
                "application/json;q=0",
                "application/json;\tq=0",
                "*/*, application/json; q=0.0",
                "application/json;q=0, */*",
                "application/jsonx"
            })
    default void rejectsAcceptHeadersThatExcludeJson(String accept) {
        assertStatusForAccept(accept, 406);
    }

    private void assertStatusForAccept(String accept, int status) {
        Wire.Answer answer = server().send("""
                POST /mcp HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Accept: %s

                %s
                """.formatted(accept, PING));
        assertEquals(status, answer.status());
    }

    @Test
    default void acceptsOneMebibyteAndRejectsALongerBody() {
        String padding = " ".repeat(1024 * 1024 - PING.length());
        mcp().post(PING + padding).statusCode(200);
        assertRejected(mcp().post(PING + padding + " "), 413);
    }

    @Test
    default void rejectsABodyOf16MebibytesWithAResponse() {
        assertRejected(mcp().post("\"" + "x".repeat(16 * 1024 * 1024) + "\""), 413);
    }

    @Test
    default void limitsAChunkedBody() {
        String chunk = "10000\n" + "x".repeat(0x10000) + "\n";
        String head = "POST /mcp HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
                + "Transfer-Encoding: chunked\nConnection: close\n\n";
        byte[] body = (chunk.repeat(40) + "0\n\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertEquals(413, server().send(head, body, true).status());
    }

    @Test
    default void rejectsATruncatedMessage() {
        String head = "POST /mcp HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 45\n\n";
        Wire.Answer answer = server().send(head, "{\"jsonrpc\":".getBytes(StandardCharsets.UTF_8), false);
        assertEquals(400, answer.status());
    }

    /** The methods of the endpoint, as the header {@code Allow} lists them. A later step may add to them. */
    default String allowedMethods() {
        return "POST";
    }

    @TestFactory
    default Stream<DynamicTest> endpointRejectsOtherMethods() {
        return Stream.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE")
                .filter(method -> !List.of(allowedMethods().split(", ")).contains(method))
                .map(method -> DynamicTest.dynamicTest(
                        method,
                        () -> server().request()
                                .request(method, "/mcp")
                                .then()
                                .statusCode(405)
                                .header("Allow", allowedMethods())
                                .header("Content-Type", "application/json")));
    }

    /** The response comes at once, although the body does not. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    default void rejectsAGetWithABody(String length) {
        String head = "GET /health HTTP/1.1\nHost: localhost\n" + length + "\n\n";
        assertEquals(400, server().send(head, new byte[0], true).status());
    }

    @HoldsBefore
    @Test
    default void acceptsAGetWithAnEmptyBody() {
        String head = "GET /health HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n\n";
        assertEquals(200, server().send(head, new byte[0], true).status());
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/",
                "/MCP",
                "//mcp",
                "/mcp;x",
                "/%6Dcp",
                "/mcp%2f",
                "/./mcp",
                "/x/../mcp",
                "/%2e/mcp",
                "/mcp%00"
            })
    default void endpointRejectsOtherSpellingsOfItsPath(String path) {
        Wire.Answer answer = server().send("""
                POST %s HTTP/1.1
                Host: localhost
                Content-Type: application/json

                %s
                """.formatted(path, PING));
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::toString);
        assertTrue(answer.body().startsWith("{\"error\":\""), answer::toString);
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    default void endpointRejectsMethodOverrides(String method) {
        mcp().request()
                .header("X-HTTP-Method-Override", "POST")
                .body(PING)
                .request(method, "/mcp")
                .then()
                .statusCode(400);
    }
}
