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
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Wire;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol versions of both eras. */
public interface VersionContract extends EndpointContract {

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
                .body("error.code", anyOf(is(-32601), is(-32602))); // no such method, or later no such resource
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
                .header("Mcp-Session-Id", hasSessions() ? notNullValue() : nullValue())
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

    /** Whether {@code initialize} begins a session. A later step may do that. */
    default boolean hasSessions() {
        return false;
    }

    @Test
    default void knowsNoForeignSession() {
        mcp().request()
                .header("Mcp-Session-Id", "whatever")
                .body(PING)
                .post("/mcp")
                .then()
                .statusCode(hasSessions() ? 404 : 200)
                .header("Mcp-Session-Id", nullValue());
    }
}
