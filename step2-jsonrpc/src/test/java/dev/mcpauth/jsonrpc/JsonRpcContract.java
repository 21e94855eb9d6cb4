package dev.mcpauth.jsonrpc;

import static dev.mcpauth.jsonrpc.Mcp.message;
import static dev.mcpauth.jsonrpc.Mcp.withMeta;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.HoldsBefore;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.Wire;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 2. Every later step keeps it. */
public interface JsonRpcContract {

    String PING = """
            {"jsonrpc": "2.0", "id": 1, "method": "ping"}""";

    RunningServer server();

    private Mcp mcp() {
        return new Mcp(server());
    }

    // Transport

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

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"})
    default void endpointRejectsOtherMethods(String method) {
        server().request()
                .request(method, "/mcp")
                .then()
                .statusCode(405)
                .header("Allow", "POST")
                .header("Content-Type", "application/json");
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

    // The guard against DNS rebinding

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:9000",
                "LOCALHOST:1",
                "127.0.0.1:9000",
                "[::1]:9000",
                "host.docker.internal:9000"
            })
    default void allowsTheHostNamesOfThisMachine(String host) {
        assertEquals(200, pingWith("Host: " + host).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "localhost.evil.com",
                "evil-localhost",
                "localhost.",
                "127.0.0.1.evil.com",
                "evil.com:9000",
                "[::2]",
                "192.168.0.1"
            })
    default void rejectsAForeignHost(String host) {
        assertForbidden(pingWith("Host: " + host), "the Host is not allowed");
    }

    @Test
    default void rejectsAMissingHost() {
        Wire.Answer answer = server().send("""
                POST /mcp HTTP/1.0
                Content-Type: application/json

                %s
                """.formatted(PING));
        assertForbidden(answer, "the Host is not allowed");
    }

    @HoldsBefore
    @Test
    default void rejectsAnAuthorityThatContradictsTheHost() {
        Wire.Answer answer = server().send("""
                POST http://evil.com/mcp HTTP/1.1
                Host: localhost
                Content-Type: application/json

                %s
                """.formatted(PING));
        assertEquals(400, answer.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://localhost:6274",
                "https://localhost:8443",
                "http://127.0.0.1:3000",
                "http://[::1]:3000",
                "app://localhost"
            })
    default void allowsOriginsOnThisMachine(String origin) {
        assertEquals(200, pingWith("Host: localhost\nOrigin: " + origin).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.evil.com",
                "http://evil.com",
                "https://evil.com:9000",
                "null",
                "",
                "localhost",
                "http://localhost/",
                "http://localhost/path",
                "http://localhost@evil.com",
                "http://evil.com#localhost",
                "http://localhost http://evil.com",
                "http://localhost\nOrigin: http://evil.com"
            })
    default void rejectsAForeignOrigin(String origin) {
        assertForbidden(pingWith("Host: localhost\nOrigin: " + origin), "the Origin is not allowed");
    }

    @Test
    default void checksTheHostBeforeTheHttpMethod() {
        Wire.Answer answer = server().send("GET /mcp HTTP/1.1\nHost: evil.com\n");
        assertForbidden(answer, "the Host is not allowed");
    }

    private Wire.Answer pingWith(String headers) {
        return server().send("""
                POST /mcp HTTP/1.1
                %s
                Content-Type: application/json

                %s
                """.formatted(headers, PING));
    }

    private static void assertForbidden(Wire.Answer answer, String reason) {
        assertEquals(403, answer.status());
        assertTrue(answer.body().startsWith("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,"), answer.body());
        assertTrue(answer.body().contains(reason), answer.body());
    }

    // Headers that must not be repeated

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Content-Type: application/json",
                "MCP-Protocol-Version: 2025-11-25",
                "Mcp-Method: ping",
                "Mcp-Name: a"
            })
    default void rejectsDuplicateHeaders(String header) {
        for (String second : List.of(header, header.split(":")[0] + ": other")) {
            String given = header.startsWith("Host") || header.startsWith("Content-Type") ? "" : "\n" + header;
            Wire.Answer answer = pingWith("Host: localhost" + given + "\n" + second);
            assertEquals(400, answer.status(), second);
        }
    }

    // Messages

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"no/such/notification\",\"params\":{\"a\":1}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{}}"
            })
    default void acceptsNotificationsWith202(String body) {
        mcp().post(body).statusCode(202).body(equalTo(""));
        mcp().modernHeaders("any")
                .body(body)
                .post("/mcp")
                .then()
                .statusCode(202)
                .body(equalTo(""));
    }

    @Test
    default void rejectsANotificationInAnUnsupportedVersion() {
        mcp().request()
                .header("MCP-Protocol-Version", "1999-01-01")
                .body("""
                        {"jsonrpc": "2.0", "method": "notifications/initialized"}""")
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("error.code", is(-32600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "not json",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}{}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":1,\"a\":2}}",
                "{'jsonrpc':'2.0','id':1,'method':'ping'}",
                "{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":NaN,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\tng\"}",
                "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"
            })
    default void rejectsInvalidJson(String body) {
        assertParseError(mcp().post(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
    default void rejectsOtherEncodings(String charset) throws Exception {
        byte[] body = "{\"jsonrpc\":\"2.0\",\"id\":\"é\",\"method\":\"ping\"}".getBytes(charset);
        assertParseError(mcp().request().body(body).post("/mcp").then());
    }

    @Test
    default void limitsNesting() {
        String params = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":";
        mcp().post(params + "{\"a\":".repeat(99) + "1" + "}".repeat(99) + "}").statusCode(200);
        assertParseError(mcp().post(params + "{\"a\":".repeat(100) + "1" + "}".repeat(100) + "}"));
        assertParseError(mcp().post("[".repeat(100_000)));
        assertParseError(mcp().post("{\"a\":".repeat(100_000)));
        assertParseError(mcp().post("[".repeat(100_000) + "]".repeat(100_000)));
    }

    @Test
    default void limitsTheLengthOfNumbers() {
        assertParseError(mcp().post("{\"jsonrpc\":\"2.0\",\"id\":" + "1".repeat(100_000) + ",\"method\":\"ping\"}"));
    }

    private static void assertParseError(ValidatableResponse response) {
        response.statusCode(400)
                .body("error.code", is(-32700))
                .body("error.message", startsWith("Parse error: "))
                .body("$", not(hasKey("id")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "\"ping\"",
                "1",
                "true",
                "null",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.0,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1e2,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\"}"
            })
    default void rejectsOtherJsonWithoutAnId(String body) {
        mcp().post(body)
                .statusCode(400)
                .body("error.code", is(-32600))
                .body("error.message", startsWith("Invalid Request: "))
                .body("$", not(hasKey("id")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}",
                "{\"jsonrpc\":2.0,\"id\":7,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":1,\"message\":\"x\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":\"x\"}"
            })
    default void rejectsInvalidRequestsWithTheirId(String body) {
        mcp().post(body).statusCode(400).body("error.code", is(-32600)).body("id", is(7));
    }

    private static void assertRejected(ValidatableResponse response, int status) {
        response.statusCode(status)
                .header("Content-Type", "application/json")
                .body("jsonrpc", equalTo("2.0"))
                .body("error.code", is(-32600))
                .body("$", not(hasKey("id")));
    }

    @Test
    default void rejectsUnknownMethodsWith404OnlyForModernClients() {
        mcp().modern("no/such/method", "{}")
                .statusCode(404)
                .body("id", is(1))
                .body("error.code", is(-32601))
                .body("error.message", equalTo("Method not found: \"no/such/method\""));
        mcp().legacy("no/such/method", "{}").statusCode(200).body("id", is(1)).body("error.code", is(-32601));
    }

    @Test
    default void shortensQuotedInput() {
        mcp().legacy("x".repeat(1000), "{}")
                .body("error.message", equalTo("Method not found: \"" + "x".repeat(80) + "…\""));
    }

    @Test
    default void doesNotSplitACharacterInAQuote() {
        mcp().legacy("x".repeat(79) + "😀yyy", "{}")
                .body("error.message", equalTo("Method not found: \"" + "x".repeat(79) + "😀…\""));
    }

    @Test
    default void checksTheHostOfAnUpgradeRequest() {
        Wire.Answer answer = server().send("""
                GET /mcp HTTP/1.1
                Host: evil.com
                Connection: Upgrade, close
                Upgrade: websocket
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                """);
        assertForbidden(answer, "the Host is not allowed");
    }

    // Modern: 2026-07-28

    @Test
    default void discoverDescribesTheServer() {
        mcp().modern("server/discover", "{}")
                .statusCode(200)
                .body("result.resultType", equalTo("complete"))
                .body("result.supportedVersions", equalTo(List.of("2026-07-28")))
                .body("result", hasKey("capabilities"))
                .body("result.instructions", not(nullValue()))
                .body("result.ttlMs", is(300_000))
                .body("result.cacheScope", anyOf(is("public"), is("private")))
                .body("result._meta.'io.modelcontextprotocol/serverInfo'.name", equalTo("mcp-auth-step-by-step"))
                .body("result._meta.'io.modelcontextprotocol/serverInfo'.version", not(nullValue()))
                .body(not(containsString("listChanged")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping"})
    default void legacyHandshakeDoesNotExistInModernVersions(String method) {
        mcp().modern(method, "{\"protocolVersion\": \"2025-11-25\"}")
                .statusCode(404)
                .body("error.code", is(-32601));
    }

    @Test
    default void modernInitializeErrorListsTheLegacyVersions() {
        mcp().modern("initialize", "{\"protocolVersion\": \"2025-11-25\"}")
                .body("error.message", allOf(containsString("2025-11-25"), containsString("2025-03-26")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"_meta\": {}}",
                "{\"_meta\": []}",
                "{\"_meta\": {\"io.modelcontextprotocol/clientCapabilities\": {}}}",
                "{\"_meta\": {\"io.modelcontextprotocol/protocolVersion\": 1,"
                        + " \"io.modelcontextprotocol/clientCapabilities\": {}}}",
                "{\"_meta\": {\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\"}}",
                "{\"_meta\": {\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
                        + " \"io.modelcontextprotocol/clientCapabilities\": null}}"
            })
    default void rejectsAModernRequestWithoutMetadata(String params) {
        mcp().modernHeaders("server/discover")
                .body(message("server/discover", params))
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("id", is(1))
                .body("error.code", is(-32602))
                .body("error.message", containsString("_meta[\"io.modelcontextprotocol/"));
    }

    @Test
    default void clientInfoIsOptional() {
        mcp().modernHeaders("server/discover")
                .body(message("server/discover", """
                        {"_meta": {
                          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                          "io.modelcontextprotocol/clientCapabilities": {}
                        }}"""))
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -          | server/discover | MCP-Protocol-Version is missing
                    2025-11-25 | server/discover | MCP-Protocol-Version is "2025-11-25", but the body says "2026-07-28"
                    2027-01-01 | server/discover | MCP-Protocol-Version is "2027-01-01", but the body says "2026-07-28"
                    2026-07-28 | -               | Mcp-Method is missing
                    2026-07-28 | tools/list      | Mcp-Method is "tools/list", but the body says "server/discover"
                    2026-07-28 | Server/Discover | Mcp-Method is "Server/Discover", but the body says "server/discover"
                    """)
    default void rejectsMismatchedMetadataHeaders(String version, String method, String reason) {
        var request = mcp().request();
        if (!version.equals("-")) {
            request.header("MCP-Protocol-Version", version);
        }
        if (!method.equals("-")) {
            request.header("Mcp-Method", method);
        }
        request.body(message("server/discover", withMeta("{}")))
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("id", is(1))
                .body("error.code", is(-32020))
                .body("error.message", equalTo("Header mismatch: " + reason));
    }

    @ParameterizedTest
    @CsvSource({"tools/call,name", "prompts/get,name", "resources/read,uri"})
    default void rejectsAMismatchedNameHeader(String method, String member) {
        String params = "{\"" + member + "\": \"a\"}";
        assertHeaderMismatch(mcp().modern(method, params), "Mcp-Name is missing");
        assertHeaderMismatch(mcp().modern(method, "b", params), "Mcp-Name is \"b\", but the body says \"a\"");
        assertHeaderMismatch(mcp().modern(method, "A", params), "Mcp-Name is \"A\", but the body says \"a\"");
        assertHeaderMismatch(
                mcp().modern(method, "=?base64?Yg==?=", params), "Mcp-Name is \"b\", but the body says \"a\"");
        for (String malformed : List.of("=?base64?***?=", "=?base64?/w==?=", "=?base64?YQ?=")) {
            assertHeaderMismatch(mcp().modern(method, malformed, params), "Mcp-Name is not valid UTF-8 in base64");
        }
    }

    @Test
    default void decodesAnEncodedNameHeader() {
        String unknown = "Hello, 世界";
        mcp().modern("resources/read", "=?base64?SGVsbG8sIOS4lueVjA==?=", "{\"uri\": \"" + unknown + "\"}")
                .statusCode(404)
                .body("error.code", is(-32601));
    }

    private static void assertHeaderMismatch(ValidatableResponse response, String reason) {
        response.statusCode(400)
                .body("error.code", is(-32020))
                .body("error.message", equalTo("Header mismatch: " + reason));
    }

    @Test
    default void rejectsAHeaderWithOtherCharacters() {
        Wire.Answer answer = server().send("""
                POST /mcp HTTP/1.1
                Host: localhost
                Content-Type: application/json
                MCP-Protocol-Version: 2026-07-28
                Mcp-Method: resources/read
                Mcp-Name: é

                %s
                """.formatted(message("resources/read", withMeta("{\"uri\": \"é\"}"))));
        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("\"code\":-32020"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-01-01", "2025-11-25", "1999-01-01", "DRAFT"})
    default void rejectsMetadataOfUnsupportedVersions(String version) {
        mcp().request()
                .header("MCP-Protocol-Version", version)
                .header("Mcp-Method", "server/discover")
                .body(message("server/discover", withMeta("{}")).replace("2026-07-28", version))
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("id", is(1))
                .body("error.code", is(-32022))
                .body("error.data.supported", equalTo(List.of("2026-07-28")))
                .body("error.data.requested", equalTo(version));
    }

    // Legacy: 2025-11-25, 2025-06-18, 2025-03-26

    @ParameterizedTest
    @CsvSource({
        "2025-11-25,2025-11-25",
        "2025-06-18,2025-06-18",
        "2025-03-26,2025-03-26",
        "2024-11-05,2025-11-25",
        "2026-07-28,2025-11-25",
        "1.0.0,2025-11-25"
    })
    default void initializeNegotiatesTheVersion(String requested, String agreed) {
        mcp().post(message("initialize", """
                        {"protocolVersion": "%s", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}""".formatted(requested)))
                .statusCode(200)
                .header("Mcp-Session-Id", nullValue())
                .body("result.protocolVersion", equalTo(agreed))
                .body("result.serverInfo.name", equalTo("mcp-auth-step-by-step"))
                .body("result.serverInfo.version", not(nullValue()))
                .body("result.instructions", not(nullValue()))
                .body("result", hasKey("capabilities"))
                .body("result", allOf(not(hasKey("resultType")), not(hasKey("ttlMs")), not(hasKey("cacheScope"))))
                .body(not(containsString("listChanged")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"protocolVersion\": null}", "{\"protocolVersion\": 20251125}"})
    default void initializeRequiresAVersion(String params) {
        mcp().post(message("initialize", params))
                .statusCode(200)
                .body("error.code", is(-32602))
                .body("error.message", containsString("\"protocolVersion\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26"})
    default void acceptsLegacyVersionsInTheHeader(String version) {
        mcp().request()
                .header("MCP-Protocol-Version", version)
                .body(PING)
                .post("/mcp")
                .then()
                .statusCode(200)
                .body("result", equalTo(java.util.Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-06-19", "latest", "9999"})
    default void rejectsUnsupportedVersionsInTheHeader(String version) {
        mcp().request()
                .header("MCP-Protocol-Version", version)
                .body(PING)
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("id", is(1))
                .body("error.code", is(-32600))
                .body("error.message", containsString("MCP-Protocol-Version"));
    }

    @Test
    default void discoverDoesNotExistInLegacyVersions() {
        mcp().legacy("server/discover", "{}").statusCode(200).body("error.code", is(-32601));
    }

    @Test
    default void ignoresASessionId() {
        mcp().request()
                .header("Mcp-Session-Id", "whatever")
                .body(PING)
                .post("/mcp")
                .then()
                .statusCode(200)
                .header("Mcp-Session-Id", nullValue());
    }
}
