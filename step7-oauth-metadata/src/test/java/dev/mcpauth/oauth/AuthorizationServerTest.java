package dev.mcpauth.oauth;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import io.javalin.Javalin;
import io.restassured.RestAssured;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An MCP server whose settings name its authorization server. */
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
    void redirectsClientsToTheIssuer() {
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
    void putsTheWellKnownPartBetweenHostAndPath(String issuer, String metadata) {
        assertEquals(metadata, WellKnown.metadataOf(issuer).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "idp,idp",
        "urn:issuer,urn:issuer",
        "https://idp.example?tenant=1,https://idp.example?…",
        "https://a:b@idp.example,…",
        "not a url,not a url"
    })
    void doesNotStartIfTheIssuerIsNotAUrl(String issuer, String quoted) {
        Environment environment =
                new Environment(Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", issuer));
        assertEquals(
                "MCP_ISSUER must be an http or https URL without a user name or a query, not \"" + quoted + "\"",
                assertThrows(InvalidSettingException.class, () -> App.create(environment))
                        .getMessage());
    }

    @Test
    void doesNotStartIfTheIssuerIsAnotherSpellingOfThePublicUrl() {
        Environment environment = new Environment(
                Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", "http://localhost:9000/"));
        assertEquals(
                "MCP_ISSUER must be another server, or exactly http://localhost:9000, not \"http://localhost:9000/\"",
                assertThrows(InvalidSettingException.class, () -> App.create(environment))
                        .getMessage());
    }

    @Test
    void publishesNoMetadataIfTheServerIsItsOwnIssuer() {
        Javalin app = App.create(new Environment(Map.of(
                        "MCP_PORT",
                        "0",
                        "MCP_PUBLIC_URL",
                        "http://localhost:9000",
                        "MCP_KEYS_DIR",
                        KEYS.folder().toString(),
                        "MCP_ISSUER",
                        "http://localhost:9000")))
                .start();
        try {
            RestAssured.get("http://localhost:" + app.port() + "/.well-known/oauth-authorization-server")
                    .then()
                    .statusCode(404);
        } finally {
            app.stop();
        }
    }
}
