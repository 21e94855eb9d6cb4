package dev.mcpauth.jwt;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jwks.KeyFixture;
import io.javalin.Javalin;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the server finds its keys, over the wire: a server of step 5 publishes keys, a server of step 6 fetches them. */
class KeySettingsTest {

    private static final KeyFixture FILES = KeyFixture.empty();
    private static final KeyPair PAIR = FILES.add("a.public.pem");

    private final List<Javalin> running = new ArrayList<>();

    private Javalin start(Javalin app) {
        running.add(app.start());
        return app;
    }

    private Javalin server(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("MCP_PORT", "0", "MCP_PUBLIC_URL", TokenFixture.PUBLIC_URL));
        all.putAll(settings);
        return start(App.create(new Environment(all)));
    }

    @AfterEach
    void stop() {
        running.forEach(Javalin::stop);
    }

    @Test
    void keepsCachedKeysWhenTheKeyServerIsDown() {
        Javalin publisher = start(dev.mcpauth.jwks.App.create(new Environment(
                Map.of("MCP_PORT", "0", "MCP_KEYS_DIR", FILES.folder().toString()))));
        Javalin server =
                server(Map.of("MCP_JWKS_URL", "http://localhost:" + publisher.port() + "/.well-known/jwks.json"));
        TokenFixture valid = TokenFixture.valid(PAIR, Instant.now());
        ping(server, valid).statusCode(200);
        publisher.stop();
        ping(server, valid).statusCode(200);
        ping(server, valid.withKid("unknown")).statusCode(401);
        jwks(server).body("keys.size()", equalTo(0));
    }

    @Test
    void respondsWith503WithoutAnyKeys() {
        Javalin server = server(Map.of("MCP_JWKS_URL", "http://localhost:1/jwks.json"));
        ping(server, TokenFixture.valid(PAIR, Instant.now()))
                .statusCode(503)
                .header("Retry-After", "10")
                .header("Cache-Control", "no-store")
                .body("error", equalTo("temporarily_unavailable"));
        jwks(server).statusCode(200);
    }

    @Test
    void respondsWith503WithoutTheKeyFolder() {
        KeyFixture gone = KeyFixture.empty();
        KeyPair pair = gone.add("a.public.pem");
        Javalin server = server(Map.of("MCP_KEYS_DIR", gone.folder().toString()));
        ping(server, TokenFixture.valid(pair, Instant.now())).statusCode(200);
        gone.remove("a.public.pem");
        gone.folder().toFile().delete();
        ping(server, TokenFixture.valid(pair, Instant.now()).withKid("unknown"))
                .statusCode(503)
                .body("error", equalTo("temporarily_unavailable"));
    }

    @Test
    void discoversTheKeysInTheMetadataOfTheIssuer() {
        Javalin[] issuer = new Javalin[1];
        KeyFixture keys = KeyFixture.empty();
        KeyPair pair = keys.add("a.public.pem");
        Javalin publisher = start(dev.mcpauth.jwks.App.create(new Environment(
                Map.of("MCP_PORT", "0", "MCP_KEYS_DIR", keys.folder().toString()))));
        issuer[0] = start(Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.port = 0;
            config.routes.get(
                    "/.well-known/oauth-authorization-server",
                    ctx -> ctx.json(Map.of(
                            "issuer",
                            "http://localhost:" + issuer[0].port(),
                            "jwks_uri",
                            "http://localhost:" + publisher.port() + "/.well-known/jwks.json")));
        }));
        String name = "http://localhost:" + issuer[0].port();
        Javalin server = server(Map.of("MCP_ISSUER", name));
        ping(server, TokenFixture.valid(pair, Instant.now()).with("iss", name)).statusCode(200);
        ping(server, TokenFixture.valid(PAIR, Instant.now()).with("iss", name)).statusCode(401);
        jwks(server).body("keys.size()", equalTo(0));
    }

    @Test
    void usesTheFirstSettingThatNamesKeys() {
        Map<String, String> all = new HashMap<>(Map.of(
                "MCP_ISSUER",
                "https://idp.example",
                "MCP_KEYS_DIR",
                FILES.folder().toString(),
                "MCP_PUBLIC_KEY",
                KeyFixture.pem(KeyFixture.generate(2048)),
                "MCP_JWKS_URL",
                "https://keys.example/jwks?key=secret"));
        assertEquals("from https://keys.example/jwks?…", description(all));
        all.remove("MCP_JWKS_URL");
        assertEquals(0, description(all).indexOf("local, "));
        all.remove("MCP_PUBLIC_KEY");
        assertEquals("local, " + KeyFixture.kid(PAIR), description(all));
        all.remove("MCP_KEYS_DIR");
        assertEquals("from the key set that the metadata of https://idp.example names", description(all));
    }

    private static String description(Map<String, String> settings) {
        Environment environment = new Environment(settings);
        TokenSettings tokens = TokenSettings.from(environment, ServerSettings.from(environment));
        return IssuerKeys.from(environment, tokens, Clock.systemUTC()).description();
    }

    private static ValidatableResponse jwks(Javalin server) {
        return RestAssured.get("http://localhost:" + server.port() + "/.well-known/jwks.json")
                .then();
    }

    private static ValidatableResponse ping(Javalin server, TokenFixture token) {
        return RestAssured.given()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token.token())
                .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                .post("http://localhost:" + server.port() + "/mcp")
                .then();
    }
}
