package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that works once works once, however many requests come at the same time. */
@Timeout(120)
class RaceTest extends Practice {

    private static final int REQUESTS = 50;

    private final ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** @return the one successful response */
    private HttpResponse<String> onlySuccess(int status, Callable<HttpResponse<String>> request) throws Exception {
        List<HttpResponse<String>> successes = new ArrayList<>();
        for (Future<HttpResponse<String>> response :
                threads.invokeAll(java.util.Collections.nCopies(REQUESTS, request))) {
            if (response.get().statusCode() == status) {
                successes.add(response.get());
            } else {
                assertEquals(400, response.get().statusCode(), response.get().body());
            }
        }
        assertEquals(1, successes.size());
        return successes.get(0);
    }

    private static String refreshToken(HttpResponse<String> response) {
        return Http.json(response).path("refresh_token").asText();
    }

    @Test
    void ofFiftyUsesOfACodeOneSucceedsAndItsRefreshTokenIsRevoked() throws Exception {
        String code = signIn.code("alice", "mcp:read");
        HttpResponse<String> winner = onlySuccess(200, () -> signIn.redeem(code));
        assertRefused(400, "invalid_grant", refresh(refreshToken(winner)));
    }

    @Test
    void ofFiftyUsesOfARefreshTokenOneSucceedsAndTheGrantIsRevoked() throws Exception {
        String token = refreshToken(signIn.tokens("alice", "mcp:read"));
        HttpResponse<String> winner = onlySuccess(200, () -> refresh(token));
        assertRefused(400, "invalid_grant", refresh(refreshToken(winner)));
    }

    @Test
    void ofFiftyUsesOfADeviceCodeOneSucceeds() throws Exception {
        HttpResponse<String> device = http.post("/device_authorization", "client_id", "mcp-test-client");
        HttpResponse<String> page = http.post(
                "/device", "user_code", Http.json(device).path("user_code").asText());
        page = http.post("/authorize/sign-in", "id", Http.hidden(page, "id"), "user", "bob");
        http.post("/authorize/consent", "id", Http.hidden(page, "id"), "decision", "allow", "scope", "mcp:read");
        String code = Http.json(device).path("device_code").asText();
        onlySuccess(
                200,
                () -> http.post(
                        "/token",
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        code,
                        "client_id",
                        "mcp-test-client"));
    }

    @Test
    void ofFiftyAnswersOnAConsentPageOneSucceeds() throws Exception {
        String id = Http.hidden(signIn.asFarAsConsent("alice"), "id");
        HttpResponse<String> winner = onlySuccess(
                303, () -> http.post("/authorize/consent", "id", id, "decision", "allow", "scope", "mcp:read"));
        assertEquals(200, signIn.redeem(Http.redirected(winner).get("code")).statusCode());
    }

    @Test
    void ofFiftyAnswersOnTwoConsentPagesOneSucceeds() throws Exception {
        String first = Http.hidden(signIn.authorize(), "id");
        String alice = Http.hidden(http.post("/authorize/sign-in", "id", first, "user", "alice"), "id");
        String admin = Http.hidden(http.post("/authorize/sign-in", "id", first, "user", "admin"), "id");
        java.util.concurrent.atomic.AtomicInteger number = new java.util.concurrent.atomic.AtomicInteger();
        onlySuccess(303, () -> {
            String id = number.incrementAndGet() % 2 == 0 ? alice : admin;
            return http.post("/authorize/consent", "id", id, "decision", "allow", "scope", "mcp:read");
        });
    }
}
