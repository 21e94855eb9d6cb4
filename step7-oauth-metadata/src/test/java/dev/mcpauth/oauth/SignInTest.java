package dev.mcpauth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.authserver.Http;
import dev.mcpauth.authserver.SignIn;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwks.KeyFixture;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that knows only the URL of the MCP server gets a token from the practice authorization server. */
class SignInTest {

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

    @Test
    void clientSignsInFromTheFirst401ToTheFirstResult() {
        String challenge = SERVER.request()
                .header("Content-Type", "application/json")
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}")
                .post("/mcp")
                .then()
                .statusCode(401)
                .extract()
                .header("WWW-Authenticate");
        String document = URI.create(parameter(challenge, "resource_metadata")).getPath();
        JsonNode resource = Json.parse(SERVER.request().get(document).asByteArray());
        String issuer = resource.path("authorization_servers").path(0).asText();
        assertEquals("http://localhost:" + PRACTICE.port(), issuer);
        JsonNode server = Http.json(http.get("/.well-known/oauth-authorization-server"));
        assertEquals(issuer, server.path("issuer").asText());

        JsonNode client = Http.json(http.postJson(path(server, "registration_endpoint"), """
                {"redirect_uris": ["http://localhost:7777/callback"], "token_endpoint_auth_method": "none"}"""));
        HttpResponse<String> tokens = new SignIn(http)
                .with("client_id", client.path("client_id").asText())
                .with("scope", parameter(challenge, "scope"))
                .with("resource", resource.path("resource").asText())
                .tokens("alice", "mcp:read");
        assertEquals("mcp:read", Http.json(tokens).path("scope").asText());

        SERVER.request()
                .header(
                        "Authorization",
                        "Bearer " + Http.json(tokens).path("access_token").asText())
                .header("Content-Type", "application/json")
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}")
                .post("/mcp")
                .then()
                .statusCode(200);
    }

    private static String path(JsonNode server, String endpoint) {
        return URI.create(server.path(endpoint).asText()).getPath();
    }

    private static String parameter(String challenge, String name) {
        Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + challenge);
        }
        return matcher.group(1);
    }
}
