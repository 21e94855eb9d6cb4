package dev.mcpauth.oauth;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
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
    @ValueSource(strings = {"idp", "urn:issuer", "https://idp.example?tenant=1", "not a url"})
    void anIssuerThatNobodyCouldFindStopsTheStart(String issuer) {
        Environment environment =
                new Environment(Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", issuer));
        assertEquals(
                "MCP_ISSUER must be an http or https URL without a query, not \"" + issuer + "\"",
                assertThrows(InvalidSettingException.class, () -> App.create(environment))
                        .getMessage());
    }
}
