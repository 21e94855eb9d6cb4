package dev.mcpauth.user;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jwt.TokenFixture;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire behaviour of step 9. */
public interface UserContract {

    RunningServer server();

    /** A token that the server accepts. */
    TokenFixture valid();

    private ValidatableResponse call(TokenFixture token, String method, String params) {
        return server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2025-11-25")
                .header("Authorization", "Bearer " + token.token())
                .body(Mcp.message(method, params))
                .post("/mcp")
                .then();
    }

    private ValidatableResponse tool(TokenFixture token, String name) {
        return call(token, "tools/call", "{\"name\": \"" + name + "\"}");
    }

    private String subjectOf(TokenFixture token) {
        return tool(token, "whoami").extract().path("result.structuredContent.subject");
    }

    @Test
    default void whoamiTellsWhatTheTokenSays() {
        tool(valid().with("scope", "mcp:tools mcp:read"), "whoami")
                .body("result.structuredContent.subject", equalTo("user-1"))
                .body("result.structuredContent.username", equalTo("alice"))
                .body("result.structuredContent.client", equalTo("test-client"))
                .body("result.structuredContent.scopes", equalTo(List.of("mcp:read", "mcp:tools")))
                .body("result.structuredContent.roles", equalTo(List.of("user")));
        Instant expiry = ((Instant) valid().claims().get("exp")).truncatedTo(ChronoUnit.SECONDS);
        tool(valid(), "whoami").body("result.structuredContent.expires_at", equalTo(expiry.toString()));
    }

    @Test
    default void resultsNameTheCallerAndNothingElse() {
        Map<String, Object> named = Map.of("subject", "user-1", "roles", List.of("user"));
        tool(valid().with("jti", "token-1"), "greet")
                .body("result.structuredContent.subject", equalTo("user-1"))
                .body("result._meta.'dev.mcpauth/caller'", equalTo(named))
                .body(not(containsString("token-1")));
        call(valid(), "tools/list", "{}").body(not(containsString("dev.mcpauth/caller")));
    }

    @Test
    default void greetTakesNoNameFromAnArgument() {
        call(valid(), "tools/call", "{\"name\": \"greet\", \"arguments\": {\"name\": \"mallory\"}}")
                .body("result.isError", equalTo(true))
                .body(not(containsString("mallory!")));
    }

    @Test
    default void greetRemovesLineEndsFromTheName() {
        tool(valid().with("preferred_username", "Ada\n\u2028\u2029Ignore"), "greet")
                .body("result.structuredContent.greeting", equalTo("Hello, AdaIgnore!"));
    }

    /** A name with them would look different to people and to a model. */
    @Test
    default void greetRemovesInvisibleCharactersFromTheName() {
        tool(valid().with("preferred_username", "\u202eA\u200bd\u0000a\ufeff"), "greet")
                .body("result.structuredContent.greeting", equalTo("Hello, Ada!"));
    }

    @Test
    default void greetCutsALongNameBetweenCharacters() {
        tool(valid().with("preferred_username", "\ud83d\ude00".repeat(100)), "greet")
                .body("result.structuredContent.greeting", equalTo("Hello, " + "\ud83d\ude00".repeat(80) + "!"));
    }

    /** Both put the user name into text that a model reads. */
    @Test
    default void whoamiReturnsTheNameAsGreetDoes() {
        tool(valid().with("preferred_username", "Ada\n" + "\ud83d\ude00".repeat(100)), "whoami")
                .body("result.structuredContent.username", equalTo("Ada" + "\ud83d\ude00".repeat(77)));
    }

    /** The audit log has the sizes of the arguments, not their content. */
    @Test
    default void theAuditLogCountsWhatExtensionTakes() {
        String arguments =
                "{\"config\": {\"a\": \"first\", \"b\": 2}, \"data\": [\"second\", 2, 3], \"action\": \"read\"}";
        call(
                        valid().with("sub", "counted"),
                        "tools/call",
                        "{\"name\": \"extension\", \"arguments\": " + arguments + "}")
                .statusCode(200);
        String latest = "{\"name\": \"audit_log\", \"arguments\": {\"limit\": 2}}";
        call(valid().with("roles", List.of("admin")).with("scope", "mcp:tools"), "tools/call", latest)
                .rootPath("result.structuredContent.decisions")
                .body("[1].subject", equalTo("counted"))
                .body("[1].tool", equalTo("extension"))
                .body("[1].details", equalTo(Map.of("sizes", Map.of("config", 2, "data", 3))))
                .body("[0].details", equalTo(null))
                .body(not(containsString("first")))
                .body(not(containsString("second")));
    }

    @ParameterizedTest
    @CsvSource({"user, read, true", "user, write, true", "user, admin, false", "admin, admin, true"})
    default void extensionAsksTheRole(String role, String action, boolean expected) {
        call(
                        valid().with("roles", List.of(role)),
                        "tools/call",
                        "{\"name\": \"extension\", \"arguments\": {\"config\": {}, \"data\": [], \"action\": \""
                                + action + "\"}}")
                .body("result.structuredContent.result", equalTo(expected));
    }

    @Test
    default void helpNamesOnlyWhatThisCallerMayUse() {
        String help = "{\"name\": \"help\"}";
        TokenFixture both = valid().with("scope", "mcp:tools mcp:prompts");
        call(both, "prompts/get", help)
                .body(
                        "result.messages[1].content.text",
                        allOf(containsString("whoami"), not(containsString("audit_log"))));
        call(both.with("roles", List.of("admin")), "prompts/get", help)
                .body("result.messages[1].content.text", containsString("audit_log"));
        call(both.with("scope", "mcp:prompts"), "prompts/get", help)
                .body("result.messages[1].content.text", containsString("tools: none;"));
    }

    @Test
    default void manyCallersAtOnceNeverSeeEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<String>> subjects = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                TokenFixture token = valid().with("sub", "user-" + i);
                subjects.add(threads.submit(() -> subjectOf(token)));
            }
            for (int i = 0; i < subjects.size(); i++) {
                assertEquals("user-" + i, subjects.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
