package dev.mcpauth.oauth;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.Wire;
import dev.mcpauth.jwks.KeyFixture;
import io.javalin.Javalin;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With an issuer of its own, which is somewhere else. */
class AuthorizationServerTest {

    private static final KeyFixture KEYS = KeyFixture.empty();

    static {
        KEYS.add("issuer.public.pem");
    }

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create,
            Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", "https://idp.example/realms/mcp"));

    @Test
    void clientsAreSentToTheIssuer() {
        SERVER.request()
                .get("/.well-known/oauth-protected-resource/mcp")
                .then()
                .body("authorization_servers[0]", equalTo("https://idp.example/realms/mcp"));
        SERVER.request()
                .redirects()
                .follow(false)
                .get("/.well-known/oauth-authorization-server")
                .then()
                .statusCode(302)
                .header("Location", "https://idp.example/.well-known/oauth-authorization-server/realms/mcp")
                .header("Access-Control-Allow-Origin", "*");
    }

    @ParameterizedTest
    @CsvSource({
        "https://idp.example,https://idp.example/.well-known/oauth-authorization-server",
        "https://idp.example/,https://idp.example/.well-known/oauth-authorization-server",
        "http://localhost:8080/a/b,http://localhost:8080/.well-known/oauth-authorization-server/a/b",
        "https://idp.example/a/,https://idp.example/.well-known/oauth-authorization-server/a"
    })
    void theWellKnownPartGoesBetweenHostAndPath(String issuer, String metadata) {
        assertEquals(metadata, WellKnown.metadataOf(issuer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"idp", "urn:issuer", "https://idp.example?tenant=1", "https://a:b@idp.example", "not a url"})
    void anIssuerThatNobodyCouldFindStopsTheStart(String issuer) {
        Environment environment =
                new Environment(Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", issuer));
        assertEquals(
                "MCP_ISSUER must be an http or https URL without a user name or a query, not \"" + issuer + "\"",
                assertThrows(InvalidSettingException.class, () -> App.create(environment))
                        .getMessage());
    }

    @Test
    void thisServerUnderAnotherNameIsNoIssuer() {
        Environment environment = new Environment(
                Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", "http://localhost:9000/"));
        assertEquals(
                "MCP_ISSUER must be another server, or exactly http://localhost:9000, not \"http://localhost:9000/\"",
                assertThrows(InvalidSettingException.class, () -> App.create(environment))
                        .getMessage());
    }

    @Test
    void thisServerAsItsOwnIssuerIsThePracticeServer() {
        assertTrue(givesOutTokens(Map.of("MCP_ISSUER", "http://localhost:9000")));
        assertTrue(givesOutTokens(Map.of()));
        assertFalse(givesOutTokens(Map.of("MCP_ISSUER", "https://idp.example")));
    }

    @Test
    void whoHasOnlySomebodyElsesKeysGivesOutNoTokens() {
        String key = KeyFixture.pem(KEYS.add("another.public.pem"));
        assertFalse(givesOutTokens(Map.of("MCP_PUBLIC_KEY", key)));
        assertFalse(givesOutTokens(Map.of("MCP_JWKS_URL", "https://idp.example/jwks")));
    }

    @Test
    void thePracticeServerIsForThisMachineAlone() {
        Map<String, String> outside = Map.of("MCP_HOST", "0.0.0.0");
        String message = assertThrows(InvalidSettingException.class, () -> givesOutTokens(outside))
                .getMessage();
        assertTrue(message.startsWith("MCP_HOST must be an address that only this machine can reach"), message);
        assertTrue(givesOutTokens(Map.of("MCP_HOST", "0.0.0.0", "MCP_PRACTICE_AUTH_ANYWHERE", "true")));
        assertFalse(givesOutTokens(Map.of("MCP_HOST", "0.0.0.0", "MCP_ISSUER", "https://idp.example")));
    }

    @Test
    void aKeyThatCannotSignStopsTheStart() {
        KEYS.write("bad.private.pem", "not a key");
        try {
            String message = assertThrows(InvalidSettingException.class, () -> givesOutTokens(Map.of()))
                    .getMessage();
            assertEquals(
                    "MCP_KEYS_DIR must be a folder of keys to sign with; in \"" + KEYS.folder()
                            + "\", bad.private.pem cannot be used: it does not hold one PEM block named PRIVATE KEY",
                    message);
            assertFalse(givesOutTokens(Map.of("MCP_ISSUER", "https://idp.example")));
        } finally {
            KEYS.remove("bad.private.pem");
        }
    }

    private static boolean givesOutTokens(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("MCP_PORT", "0", "MCP_PUBLIC_URL", "http://localhost:9000"));
        all.put("MCP_KEYS_DIR", KEYS.folder().toString());
        all.putAll(settings);
        Javalin app = App.create(new Environment(all)).start();
        try {
            Wire.Answer answer = Wire.send(app.port(), "GET /authorize HTTP/1.1\nHost: localhost\n");
            assertTrue(answer.status() == 400 || answer.status() == 404, answer.toString());
            return answer.status() == 400; // for want of a client
        } finally {
            app.stop();
        }
    }
}
