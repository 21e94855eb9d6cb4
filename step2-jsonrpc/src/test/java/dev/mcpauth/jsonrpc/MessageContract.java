package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JSON-RPC messages the endpoint accepts, and the errors for all others. */
public interface MessageContract extends EndpointContract {

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

    /** Whether the server asks its clients, and so takes responses of legacy clients. A later step may do that. */
    default boolean asksClients() {
        return false;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":1,\"message\":\"x\"}}"
            })
    default void rejectsAResponseUnlessItAsks(String body) {
        if (asksClients()) {
            mcp().post(body).statusCode(202).body(equalTo(""));
        } else {
            mcp().post(body).statusCode(400).body("error.code", is(-32600)).body("id", is(7));
        }
        mcp().modernHeaders("ping")
                .body(body)
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("error.code", is(-32600))
                .body("id", is(7));
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
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":\"x\"}"
            })
    default void rejectsInvalidRequestsWithTheirId(String body) {
        mcp().post(body).statusCode(400).body("error.code", is(-32600)).body("id", is(7));
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
}
