package dev.mcpauth.streams;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.health.HoldsBefore;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jwt.TokenFixture;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 10. The server must have a {@code reverse} that does not wait. */
public interface StreamsContract {

    String BOTH = "Accept: application/json, text/event-stream";

    RunningServer server();

    /** A token that the server accepts. */
    TokenFixture valid();

    private String authorization() {
        return "Authorization: Bearer "
                + valid().with("scope", "mcp:read mcp:tools").token();
    }

    private EventReader legacy(String method, String params, String accept) {
        return EventReader.post(
                server().port(),
                Mcp.message(method, params),
                authorization(),
                accept,
                "MCP-Protocol-Version: 2025-11-25");
    }

    /** Calls reverse in 2026-07-28, with more members for {@code _meta}. */
    private EventReader modernReverse(String meta) {
        String params = Mcp.withMeta("{\"name\": \"reverse\", \"arguments\": {\"text\": \"abc\"}}");
        return EventReader.post(
                server().port(),
                Mcp.message("tools/call", params.replaceFirst("\"_meta\": \\{", "\"_meta\": {" + meta)),
                authorization(),
                BOTH,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: reverse");
    }

    private EventReader listen(String id, String filter, String accept) {
        String body = Mcp.message("subscriptions/listen", Mcp.withMeta("{\"notifications\": " + filter + "}"))
                .replace("\"id\": 1", "\"id\": " + id);
        return EventReader.post(
                server().port(),
                body,
                authorization(),
                accept,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: subscriptions/listen");
    }

    private static JsonNode json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String reverse(String meta) {
        return "{\"name\": \"reverse\", \"arguments\": {\"text\": \"a😀b\"}, \"_meta\": {" + meta + "}}";
    }

    private static void assertProgress(List<JsonNode> messages, String token) {
        assertEquals(11, messages.size());
        for (int i = 0; i < 10; i++) {
            JsonNode message = messages.get(i);
            assertEquals("notifications/progress", message.path("method").textValue());
            assertEquals(json(token), message.path("params").path("progressToken"));
            assertEquals(i + 1, message.path("params").path("progress").intValue());
            assertEquals(10, message.path("params").path("total").intValue());
            assertFalse(message.has("id"));
        }
        assertTrue(messages.get(10).has("result"), messages::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"p-1\"", "7", "\"\"", "9007199254740993"})
    default void reportsProgressOnAnEventStream(String token) {
        EventReader call = legacy("tools/call", reverse("\"progressToken\": " + token), BOTH);
        assertEquals(200, call.status());
        assertEquals("text/event-stream", call.header("Content-Type"));
        assertEquals("no-store", call.header("Cache-Control"));
        assertEquals("no", call.header("X-Accel-Buffering"));
        List<JsonNode> messages = call.rest();
        assertProgress(messages, token);
        assertEquals(
                "b😀a",
                messages.get(10)
                        .path("result")
                        .path("structuredContent")
                        .path("reversed")
                        .textValue());
    }

    @Test
    default void reportsProgressToModernClients() {
        List<JsonNode> messages = modernReverse("\"progressToken\": \"p\", ").rest();
        assertProgress(messages, "\"p\"");
        assertEquals(
                "complete", messages.get(10).path("result").path("resultType").textValue());
    }

    @Test
    default void respondsWithOneObjectIfNothingIsToldBefore() {
        EventReader call = legacy("tools/call", reverse(""), BOTH);
        assertEquals("application/json", call.header("Content-Type"));
        assertTrue(call.rest().get(0).has("result"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/json, text/event-stream;q=0", "text/*, */*"})
    default void sendsNoStreamThatTheClientDoesNotName(String accept) {
        EventReader call = legacy("tools/call", reverse("\"progressToken\": 1"), "Accept: " + accept);
        assertEquals("application/json", call.header("Content-Type"));
        assertTrue(call.rest().get(0).path("result").has("structuredContent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1.5", "true", "{}", "[1]"})
    default void rejectsAnInvalidProgressToken(String token) {
        assertInvalidToken(legacy("tools/call", reverse("\"progressToken\": " + token), BOTH));
    }

    @Test
    default void rejectsALongProgressToken() {
        assertInvalidToken(legacy("tools/call", reverse("\"progressToken\": \"" + "x".repeat(1001) + "\""), BOTH));
    }

    private static void assertInvalidToken(EventReader call) {
        JsonNode error = call.rest().get(0).path("error");
        assertEquals(-32602, error.path("code").intValue());
        assertTrue(error.path("message").textValue().contains("progressToken"), error::toString);
    }

    @HoldsBefore
    @Test
    default void anErrorBeforeTheFirstEventHasItsOwnStatus() {
        EventReader call = EventReader.post(
                server().port(),
                Mcp.message("no/method", Mcp.withMeta("{}")),
                authorization(),
                BOTH,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: no/method");
        assertEquals(404, call.status());
        assertEquals("application/json", call.header("Content-Type"));
    }

    @Test
    default void logsOnlyFromTheLevelOfAModernRequest() {
        JsonNode first = modernReverse("\"io.modelcontextprotocol/logLevel\": \"debug\", ")
                .message()
                .orElseThrow();
        assertEquals("notifications/message", first.path("method").textValue());
        assertEquals("debug", first.path("params").path("level").textValue());
        assertFalse(first.toString().contains("abc"), "what the user has written does not belong in a log");
        assertEquals(
                1,
                modernReverse("\"io.modelcontextprotocol/logLevel\": \"info\", ")
                        .rest()
                        .size());
        assertEquals(
                -32602,
                modernReverse("\"io.modelcontextprotocol/logLevel\": \"loud\", ")
                        .rest()
                        .get(0)
                        .path("error")
                        .path("code")
                        .intValue());
    }

    @Test
    default void logsFromTheLevelThatALegacyCallerHasSet() {
        assertEquals(
                "{}",
                legacy("logging/setLevel", "{\"level\": \"debug\"}", BOTH)
                        .rest()
                        .get(0)
                        .path("result")
                        .toString());
        assertEquals(2, legacy("tools/call", reverse(""), BOTH).rest().size());
        legacy("logging/setLevel", "{\"level\": \"emergency\"}", BOTH).rest();
        assertEquals(1, legacy("tools/call", reverse(""), BOTH).rest().size());
        EventReader unknown = legacy("logging/setLevel", "{\"level\": \"loud\"}", BOTH);
        assertEquals(-32602, unknown.rest().get(0).path("error").path("code").intValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"s-1\""})
    default void acknowledgesAModernListener(String id) {
        try (EventReader stream =
                listen(id, "{\"toolsListChanged\": true, \"resourceSubscriptions\": [\"unknown://x\"]}", BOTH)) {
            assertEquals("text/event-stream", stream.header("Content-Type"));
            JsonNode first = stream.message().orElseThrow();
            assertEquals(
                    "notifications/subscriptions/acknowledged",
                    first.path("method").textValue());
            assertEquals(json(id), first.path("params").path("_meta").path("io.modelcontextprotocol/subscriptionId"));
            assertEquals("{}", first.path("params").path("notifications").toString());
        }
    }

    @Test
    default void listeningNeedsAnEventStream() {
        assertEquals(406, listen("1", "{}", "Accept: application/json").status());
        assertEquals(406, listen("1", "{}", "Accept: */*").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"toolsListChanged\": 1}",
                "{\"resourceSubscriptions\": \"x\"}",
                "{\"resourceSubscriptions\": [1]}"
            })
    default void rejectsAnInvalidFilter(String filter) {
        EventReader stream = listen("1", filter, BOTH);
        assertEquals("application/json", stream.header("Content-Type"));
        assertEquals(-32602, stream.rest().get(0).path("error").path("code").intValue());
    }

    @Test
    default void listeningNeedsAFilter() {
        EventReader stream = EventReader.post(
                server().port(),
                Mcp.message("subscriptions/listen", Mcp.withMeta("{}")),
                authorization(),
                BOTH,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: subscriptions/listen");
        assertEquals("application/json", stream.header("Content-Type"));
        assertEquals(-32602, stream.rest().get(0).path("error").path("code").intValue());
    }

    @Test
    default void limitsTheSizeOfAFilter() {
        String most = "\"" + "x".repeat(2000) + "\"";
        String all = most + (", " + most).repeat(99);
        try (EventReader stream = listen("1", "{\"resourceSubscriptions\": [" + all + "]}", BOTH)) {
            assertEquals("text/event-stream", stream.header("Content-Type"));
        }
        for (String tooMuch : List.of(all + ", \"x\"", "\"" + "x".repeat(2001) + "\"")) {
            EventReader rejected = listen("1", "{\"resourceSubscriptions\": [" + tooMuch + "]}", BOTH);
            assertEquals("application/json", rejected.header("Content-Type"));
            JsonNode error = rejected.rest().get(0).path("error");
            assertEquals(-32602, error.path("code").intValue());
            assertFalse(error.toString().contains("xxxxx"), "the error does not repeat it");
        }
    }

    private EventReader get(String... headers) {
        return EventReader.get(server().port(), headers);
    }

    @Test
    default void opensAStreamForALegacyClient() {
        try (EventReader stream =
                get(authorization(), "Accept: text/event-stream", "MCP-Protocol-Version: 2025-11-25")) {
            assertEquals(200, stream.status());
            assertEquals("text/event-stream", stream.header("Content-Type"));
            assertEquals("close", stream.header("Connection"));
            assertEquals(":\n", stream.frame().orElseThrow());
        }
    }

    @Test
    default void aStreamNeedsATokenAndAScope() {
        EventReader anonymous = get("Accept: text/event-stream");
        assertEquals(401, anonymous.status());
        assertTrue(anonymous.header("WWW-Authenticate").contains("resource_metadata="));
        EventReader noScope =
                get("Authorization: Bearer " + valid().with("scope", "other").token(), "Accept: text/event-stream");
        assertEquals(403, noScope.status());
        assertTrue(noScope.header("WWW-Authenticate").contains("insufficient_scope"));
    }

    @Test
    default void aStreamMustBeAcceptedAndLegacy() {
        assertEquals(406, get(authorization(), "Accept: application/json").status());
        assertEquals(406, get(authorization(), "Accept: */*").status());
        EventReader modern = get(authorization(), "Accept: text/event-stream", "MCP-Protocol-Version: 2026-07-28");
        assertEquals(405, modern.status());
        assertEquals("POST", modern.header("Allow"));
        assertEquals(
                400,
                get(authorization(), "Accept: text/event-stream", "MCP-Protocol-Version: 2020-01-01")
                        .status());
    }

    @Test
    default void headOpensNoStream() {
        server().anonymous().request().head("/mcp").then().statusCode(405).header("Allow", "GET, POST");
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"GET /mcp", "subscriptions/listen"})
    default void noLegacyRequestOpensAStream(String method) {
        EventReader stream = legacy(method, "{}", BOTH);
        assertEquals("application/json", stream.header("Content-Type"));
        assertEquals(-32601, stream.rest().get(0).path("error").path("code").intValue());
    }

    @Test
    default void theAuditLogKnowsOfStreams() {
        get(authorization(), "Accept: text/event-stream").close();
        ValidatableResponse log = server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Bearer "
                                + valid().with("roles", List.of("admin"))
                                        .with("scope", "mcp:tools")
                                        .token())
                .body(Mcp.message("tools/call", "{\"name\": \"audit_log\", \"arguments\": {}}"))
                .post("/mcp")
                .then();
        log.body(containsString("GET /mcp"));
    }

    @Test
    default void pagesOfAllowedOriginsMayOpenStreams() {
        server().anonymous()
                .request()
                .header("Origin", "http://localhost:6274")
                .header("Access-Control-Request-Method", "GET")
                .options("/mcp")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Methods", equalTo("GET, POST"));
    }

    @Test
    default void declaresLogging() {
        String capabilities = legacy("initialize", "{\"protocolVersion\": \"2025-11-25\"}", BOTH)
                .rest()
                .toString();
        assertTrue(capabilities.contains("\"logging\":{}"), capabilities);
        assertFalse(capabilities.contains("listChanged"), capabilities);
    }

    /** More calls than threads that could be blocked, each with its own token: every event reaches its own call. */
    @Test
    default void progressReachesItsOwnCall() {
        IntStream.range(0, 200).parallel().forEach(i -> {
            String token = "\"p-" + i + "\"";
            TokenFixture caller = valid().with("scope", "mcp:tools").with("sub", "user-" + i % 20);
            EventReader call = EventReader.post(
                    server().port(),
                    Mcp.message("tools/call", reverse("\"progressToken\": " + token)),
                    "Authorization: Bearer " + caller.token(),
                    BOTH);
            assertProgress(call.rest(), token);
        });
    }

    @HoldsBefore
    @Test
    default void aModernServerHasNoSetLevel() {
        EventReader call = EventReader.post(
                server().port(),
                Mcp.message("logging/setLevel", Mcp.withMeta("{\"level\": \"info\"}")),
                authorization(),
                BOTH,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: logging/setLevel");
        assertEquals(404, call.status());
    }
}
