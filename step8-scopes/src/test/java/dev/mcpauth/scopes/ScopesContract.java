package dev.mcpauth.scopes;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import dev.mcpauth.health.HoldsBefore;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jwt.TokenFixture;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 8. The public URL is http://localhost:9000. */
public interface ScopesContract {

    String DOCUMENT = "http://localhost:9000/.well-known/oauth-protected-resource/mcp";
    String ECHO = "{\"name\": \"echo\", \"arguments\": {\"message\": \"hi\"}}";
    String HELP = "{\"name\": \"help\"}";
    String AUDIT_LOG = "{\"name\": \"audit_log\"}";
    String NO_SUCH_TOOL = "{\"name\": \"no_such_tool\"}";

    RunningServer server();

    /** A token that the server accepts. */
    TokenFixture valid();

    /** The tools for every caller that later steps list after {@code audit_log}. */
    default List<String> laterTools() {
        return List.of();
    }

    /** Those of them that only admins see. */
    default List<String> laterToolsOfAdmins() {
        return List.of();
    }

    private List<String> withOthersTools(String... names) {
        return withLaterTools(names).stream()
                .filter(name -> !laterToolsOfAdmins().contains(name))
                .toList();
    }

    private List<String> withLaterTools(String... names) {
        return Stream.concat(Stream.of(names), laterTools().stream()).toList();
    }

    private ValidatableResponse call(TokenFixture token, String method, String params) {
        return call(token.token(), method, params);
    }

    /** @param token {@code null} for none */
    private ValidatableResponse call(String token, String method, String params) {
        RequestSpecification request = server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2025-11-25");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.body(Mcp.message(method, params)).post("/mcp").then();
    }

    private TokenFixture token(String scopes, String... roles) {
        return valid().with("scope", scopes).with("roles", List.of(roles));
    }

    private void assertScopeMissing(ValidatableResponse response, String scope) {
        response.statusCode(403)
                .header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .header("WWW-Authenticate", containsString("Bearer "))
                .header("WWW-Authenticate", containsString("error=\"insufficient_scope\""))
                .header("WWW-Authenticate", containsString("scope=\"" + scope + "\""))
                .header("WWW-Authenticate", containsString("resource_metadata=\"" + DOCUMENT + "\""))
                .header("WWW-Authenticate", containsString("error_description=\""))
                .body("error", equalTo("insufficient_scope"))
                .body("error_description", equalTo("The token does not have the scope for this"));
    }

    private void assertRoleMissing(ValidatableResponse response) {
        response.statusCode(403)
                .header("Cache-Control", "no-store")
                .header("WWW-Authenticate", containsString("resource_metadata=\"" + DOCUMENT + "\""))
                .header("WWW-Authenticate", not(containsString("insufficient_scope")))
                .header("WWW-Authenticate", not(containsString("scope=")))
                .body("error", equalTo("access_denied"))
                .body("error_description", equalTo("The role of this user does not allow this"));
    }

    // The policy: scope and role

    @HoldsBefore
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tools/list   | {}   | mcp:read                 | guest | ok
                    tools/list   | {}   | mcp:tools                | guest | ok
                    tools/list   | {}   | mcp:prompts              | user  | mcp:read
                    tools/list   | {}   | -                        | admin | mcp:read
                    prompts/list | {}   | mcp:read                 | guest | ok
                    prompts/list | {}   | mcp:prompts              | guest | ok
                    prompts/list | {}   | mcp:tools                | user  | mcp:read
                    tools/call   | ECHO | mcp:tools                | user  | ok
                    tools/call   | ECHO | mcp:tools                | admin | ok
                    tools/call   | ECHO | mcp:tools                | guest | role
                    tools/call   | ECHO | mcp:read                 | user  | mcp:tools
                    tools/call   | ECHO | mcp:read mcp:prompts     | admin | mcp:tools
                    tools/call   | ECHO | -                        | guest | mcp:tools
                    prompts/get  | HELP | mcp:prompts              | user  | ok
                    prompts/get  | HELP | mcp:prompts              | guest | role
                    prompts/get  | HELP | mcp:read mcp:tools       | user  | mcp:prompts
                    tools/call   | LOG  | mcp:tools                | admin | ok
                    tools/call   | LOG  | mcp:tools                | user  | role
                    tools/call   | LOG  | mcp:read                 | admin | mcp:tools
                    """)
    default void requiresScopeAndRole(String method, String params, String scopes, String role, String expected) {
        String body = params.replace("ECHO", ECHO).replace("HELP", HELP).replace("LOG", AUDIT_LOG);
        ValidatableResponse response = call(token(scopes.replace("-", ""), role), method, body);
        switch (expected) {
            case "ok" -> response.statusCode(200).body("error", equalTo(null));
            case "role" -> assertRoleMissing(response);
            default -> assertScopeMissing(response, expected);
        }
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping"})
    default void allowsEveryCallerToInitializeAndPing(String method) {
        call(token(""), method, "{\"protocolVersion\": \"2025-11-25\"}")
                .statusCode(200)
                .body("error", equalTo(null));
    }

    @HoldsBefore
    @Test
    default void acceptsNotificationsFromEveryCaller() {
        server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token("").token())
                .body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                .post("/mcp")
                .then()
                .statusCode(202);
    }

    @Test
    default void treatsUsersWithoutAKnownRoleAsGuests() {
        assertRoleMissing(call(token("mcp:tools", "superuser", "ADMIN"), "tools/call", ECHO));
        assertRoleMissing(call(token("mcp:tools"), "tools/call", ECHO));
    }

    @Test
    default void comparesWholeScopes() {
        assertScopeMissing(
                call(token("mcp:tools:read mcp:tool MCP:TOOLS mcp:*", "user"), "tools/call", ECHO), "mcp:tools");
    }

    // The order of checks

    /** Every combination of token, scope, role and tool; the first failed check decides the response. */
    @HoldsBefore
    @TestFactory
    default Stream<DynamicTest> checksTokenThenScopeThenRoleThenTool() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String state : List.of("none", "expired", "valid")) {
            for (boolean scope : List.of(true, false)) {
                for (boolean role : List.of(true, false)) {
                    for (boolean exists : List.of(true, false)) {
                        String name = state + " token, scope " + scope + ", role " + role + ", tool exists " + exists;
                        tests.add(DynamicTest.dynamicTest(name, () -> {
                            assertFirst(state, scope, role, exists);
                        }));
                    }
                }
            }
        }
        return tests.stream();
    }

    private void assertFirst(String state, boolean scope, boolean role, boolean exists) {
        TokenFixture token = token(scope ? "mcp:tools" : "mcp:read", role ? "user" : "guest");
        String value = switch (state) {
            case "none" -> null;
            case "expired" -> token.with("exp", 1).token();
            default -> token.token();
        };
        ValidatableResponse response = call(value, "tools/call", exists ? ECHO : NO_SUCH_TOOL);
        if (!state.equals("valid")) {
            response.statusCode(401)
                    .body("error", equalTo(value == null ? "unauthorized" : "invalid_token"))
                    .header("WWW-Authenticate", not(containsString("insufficient_scope")));
        } else if (!scope) {
            assertScopeMissing(response, "mcp:tools");
        } else if (!role) {
            assertRoleMissing(response);
        } else if (exists) {
            response.statusCode(200).body("result.isError", is(false));
        } else {
            response.statusCode(200).body("error.code", is(-32602));
        }
    }

    @HoldsBefore
    @Test
    default void returnsMethodNotFoundWhateverTheScope() {
        call(token(""), "no/such/method", "{}").statusCode(200).body("error.code", is(-32601));
    }

    @Test
    default void requiresScopesInModernRequests() {
        String token = token("mcp:read", "user").token();
        ValidatableResponse response = server().anonymous()
                .request()
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", Mcp.MODERN)
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "echo")
                .body(Mcp.message("tools/call", Mcp.withMeta(ECHO)))
                .post("/mcp")
                .then();
        assertScopeMissing(response, "mcp:tools");
    }

    // Step-up authorization

    /** After a 403, a client asks for the scopes that it has and the scope in the challenge; then the same call succeeds. */
    @Test
    default void acceptsACallAfterOneStepUp() {
        String has = "mcp:read";
        String challenge = call(token(has, "user"), "tools/call", ECHO)
                .statusCode(403)
                .extract()
                .header("WWW-Authenticate");
        String asked = challenge.replaceFirst(".*[ ,]scope=\"([^\"]*)\".*", "$1");
        call(token(has + " " + asked, "user"), "tools/call", ECHO)
                .statusCode(200)
                .body("result.structuredContent.text", equalTo("hi"));
    }

    // The audit log

    @HoldsBefore
    @Test
    default void listsTheAuditLogOnlyForCallersWhoMayReadIt() {
        String names = "result.tools.name";
        call(token("mcp:tools", "admin"), "tools/list", "{}")
                .body(names, equalTo(withLaterTools("echo", "get_time", "audit_log")));
        call(token("mcp:tools", "user"), "tools/list", "{}").body(names, equalTo(withOthersTools("echo", "get_time")));
        call(token("mcp:read", "admin"), "tools/list", "{}").body(names, equalTo(withOthersTools("echo", "get_time")));
    }

    @Test
    default void auditLogReturnsTheLatestDecisionsFirst() {
        call(token("mcp:read", "user").with("sub", "eve"), "tools/call", ECHO).statusCode(403);
        call(token("mcp:tools", "guest").with("sub", "mallory"), "tools/call", ECHO)
                .statusCode(403);
        call(token("mcp:tools", "admin").with("sub", "root"), "tools/call", AUDIT_LOG)
                .statusCode(200)
                .rootPath("result.structuredContent.decisions")
                .body("size()", lessThanOrEqualTo(20))
                .body("[0].subject", equalTo("root"))
                .body("[0].tool", equalTo("audit_log"))
                .body("[0].decision", equalTo("allowed"))
                .body("[1].subject", equalTo("mallory"))
                .body("[1].decision", equalTo("role_missing"))
                .body("[2].subject", equalTo("eve"))
                .body("[2].client", equalTo("test-client"))
                .body("[2].method", equalTo("tools/call"))
                .body("[2].tool", equalTo("echo"))
                .body("[2].decision", equalTo("scope_missing"))
                .body("[2].time", containsString("T"));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "100,100", "{},20"})
    default void auditLogHasALimit(String limit, int expectedSize) {
        String arguments = limit.equals("{}") ? "{}" : "{\"limit\": " + limit + "}";
        String params = "{\"name\": \"audit_log\", \"arguments\": " + arguments + "}";
        for (int i = 0; i < 100; i++) {
            call(token("mcp:tools", "guest"), "tools/call", ECHO).statusCode(403);
        }
        call(token("mcp:tools", "admin"), "tools/call", params)
                .statusCode(200)
                .body("result.structuredContent.decisions.size()", equalTo(expectedSize))
                .body("result.structuredContent.decisions[0].decision", equalTo("allowed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "\"all\""})
    default void namesAnInvalidLimitInTheToolResult(String limit) {
        String params = "{\"name\": \"audit_log\", \"arguments\": {\"limit\": " + limit + "}}";
        call(token("mcp:tools", "admin"), "tools/call", params)
                .statusCode(200)
                .body("result.isError", is(true))
                .body("result.content[0].text", containsString("\"limit\""));
    }

    // Caches

    @Test
    default void forbidsSharedCachesToKeepLists() {
        Mcp mcp = new Mcp(server().anonymous()
                .sending("Authorization: Bearer " + token("mcp:read", "user").token()));
        mcp.modern("tools/list", "{}").statusCode(200).body("result.cacheScope", equalTo("private"));
        mcp.modern("prompts/list", "{}").statusCode(200).body("result.cacheScope", equalTo("private"));
    }
}
