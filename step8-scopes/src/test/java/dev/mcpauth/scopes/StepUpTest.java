package dev.mcpauth.scopes;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.authserver.Http;
import dev.mcpauth.authserver.SignIn;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that gets a scope challenge asks for more scopes (MCP 2026-07-28, Authorization, "Step-Up Authorization Flow"). */
class StepUpTest {

    private static final KeyFixture KEYS = KeyFixture.empty();

    @Order(1)
    @RegisterExtension
    static final RunningServer PRACTICE = RunningServer.of(
            dev.mcpauth.authserver.App::create,
            Map.of("MCP_KEYS_DIR", KEYS.folder().toString()));

    @Order(2)
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create,
            () -> Map.of(
                    "MCP_KEYS_DIR",
                    KEYS.folder().toString(),
                    "MCP_PUBLIC_URL",
                    "http://localhost:9000",
                    "MCP_ISSUER",
                    "http://localhost:" + PRACTICE.port()));

    private final Http http = new Http(() -> "http://localhost:" + PRACTICE.port());

    private String token(String user, Set<String> scopes) {
        return Http.json(new SignIn(http)
                        .with("scope", String.join(" ", scopes))
                        .tokens(user, scopes.toArray(String[]::new)))
                .path("access_token")
                .asText();
    }

    private ValidatableResponse call(String token, String body) {
        return SERVER.request()
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .body(body)
                .post("/mcp")
                .then();
    }

    private ValidatableResponse callEcho(String token) {
        return call(token, """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                 "params": {"name": "echo", "arguments": {"message": "hello"}}}""");
    }

    private static String scopeOf(ValidatableResponse rejected) {
        Matcher scope =
                Pattern.compile("scope=\"([^\"]*)\"").matcher(rejected.extract().header("WWW-Authenticate"));
        assertEquals(true, scope.find());
        return scope.group(1);
    }

    @Test
    void sameCallSucceedsWithTheUnionOfScopes() {
        Set<String> scopes = new TreeSet<>(Set.of("mcp:read"));
        String narrow = token("alice", scopes);
        ValidatableResponse rejected = callEcho(narrow).statusCode(403);
        rejected.header("WWW-Authenticate", containsString("error=\"insufficient_scope\""));
        assertEquals("mcp:tools", scopeOf(rejected));

        scopes.add(scopeOf(rejected));
        String wide = token("alice", scopes);
        callEcho(wide).statusCode(200).body("result.content[0].text", containsString("hello"));
        call(wide, "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"prompts/list\"}")
                .statusCode(200);
    }

    @Test
    void doesNotAskGuestsForMoreScopes() {
        String everything = token("guest", new TreeSet<>(Set.of("mcp:read", "mcp:tools", "mcp:prompts")));
        callEcho(everything)
                .statusCode(403)
                .header("WWW-Authenticate", not(containsString("insufficient_scope")))
                .header("WWW-Authenticate", not(containsString("scope=")))
                .body("error", equalTo("access_denied"));
    }
}
