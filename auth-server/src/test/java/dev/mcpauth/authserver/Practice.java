package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Base class of the tests of the practice server: a running server with a clock that tests move. */
@Timeout(120)
abstract class Practice {

    static final String RESOURCE = "http://localhost:9000/mcp";
    static final String SECRET = "a secret for the tests alone";
    static final MovableClock CLOCK = new MovableClock();
    static final Path KEYS = KeyFixture.empty().folder();

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            environment -> App.create(environment, CLOCK),
            Map.of("MCP_KEYS_DIR", KEYS.toString(), "MCP_SERVICE_SECRET", SECRET));

    Http http;
    SignIn signIn;

    @BeforeEach
    void begin() {
        http = new Http(Practice::base);
        signIn = new SignIn(http);
    }

    static String base() {
        return "http://localhost:" + SERVER.port();
    }

    /** An error in the form of RFC 6749 section 5.2. */
    static void assertRefused(int status, String error, HttpResponse<String> response) {
        assertEquals(
                status + " " + error,
                response.statusCode() + " " + Http.json(response).path("error").asText());
        assertTrue(Http.json(response).path("error_description").isTextual(), response.body());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("application/json"));
    }

    HttpResponse<String> refresh(String refreshToken, String... more) {
        String[] form = {"grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", "mcp-test-client"};
        String[] all = java.util.Arrays.copyOf(form, form.length + more.length);
        System.arraycopy(more, 0, all, form.length, more.length);
        return http.post("/token", all);
    }
}
