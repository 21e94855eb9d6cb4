package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that cannot sign for a while: no client loses its code or token because of that. */
@Timeout(60)
class SigningFailureTest {

    private static final Path KEYS = temporaryFolder().resolve("keys");
    private static final Path AWAY = KEYS.resolveSibling("away");
    private static final MovableClock CLOCK = new MovableClock();

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.of(environment -> App.create(environment, CLOCK), Map.of("MCP_KEYS_DIR", KEYS.toString()));

    private final Http http = new Http(() -> "http://localhost:" + SERVER.port());
    private final SignIn signIn = new SignIn(http);

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("signing");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A file in place of the folder. */
    private static void breakKeys() throws IOException {
        Files.move(KEYS, AWAY);
        Files.writeString(KEYS, "");
    }

    @AfterEach
    void repairKeys() throws IOException {
        if (Files.exists(AWAY)) {
            Files.delete(KEYS);
            Files.move(AWAY, KEYS);
        }
    }

    private static void assertServerError(HttpResponse<String> response) {
        assertEquals(500, response.statusCode(), response.body());
    }

    private static String refreshToken(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return Http.json(response).path("refresh_token").asText();
    }

    private HttpResponse<String> refresh(String token) {
        return http.post(
                "/token", "grant_type", "refresh_token", "refresh_token", token, "client_id", "mcp-test-client");
    }

    @Test
    void aCodeStaysValid() throws Exception {
        String code = signIn.code("alice", "mcp:read");
        breakKeys();
        assertServerError(signIn.redeem(code));
        assertServerError(signIn.redeem(code));
        repairKeys();
        refreshToken(refresh(refreshToken(signIn.redeem(code))));
        assertEquals(400, signIn.redeem(code).statusCode());
    }

    @Test
    void aRefreshTokenStaysValid() throws Exception {
        String token = refreshToken(signIn.tokens("alice", "mcp:read"));
        breakKeys();
        assertServerError(refresh(token));
        assertServerError(refresh(token));
        repairKeys();
        refreshToken(refresh(refreshToken(refresh(token))));
        assertEquals(400, refresh(token).statusCode());
    }

    @Test
    void aDeviceCodeStaysValid() throws Exception {
        HttpResponse<String> device = http.post("/device_authorization", "client_id", "mcp-test-client");
        HttpResponse<String> page = http.post(
                "/device", "user_code", Http.json(device).path("user_code").asText());
        page = http.post("/authorize/sign-in", "id", Http.hidden(page, "id"), "user", "bob");
        http.post("/authorize/consent", "id", Http.hidden(page, "id"), "decision", "allow", "scope", "mcp:read");
        String[] poll = {
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            Http.json(device).path("device_code").asText(),
            "client_id",
            "mcp-test-client"
        };
        breakKeys();
        assertServerError(http.post("/token", poll));
        repairKeys();
        refreshToken(http.post("/token", poll));
        assertEquals(400, http.post("/token", poll).statusCode());
    }

    @Test
    void aWithdrawnKeyIsNotPublishedAgain() throws Exception {
        signIn.tokens("alice", "mcp:read");
        Path withdrawn;
        try (var files = Files.newDirectoryStream(KEYS, "*.public.pem")) {
            withdrawn = files.iterator().next();
        }
        Files.delete(withdrawn);
        HttpResponse<String> tokens = signIn.tokens("alice", "mcp:read");
        assertEquals(200, tokens.statusCode());
        assertTrue(Files.notExists(withdrawn));
        Files.deleteIfExists(KEYS.resolve(withdrawn.getFileName().toString().replace("public", "private")));
    }
}
