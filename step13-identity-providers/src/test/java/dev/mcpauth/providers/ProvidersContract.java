package dev.mcpauth.providers;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.providers.FakeProvider.Said;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire behaviour of step 13 with {@code MCP_VERIFICATION=introspection}. */
@Timeout(120)
public interface ProvidersContract {

    String AUDIENCE = "http://localhost:9000/mcp";

    /** The server that asks the provider. */
    RunningServer introspecting();

    /** The provider that the server asks. */
    FakeProvider provider();

    /** The clock of that server. */
    MovableClock time();

    private String issuer() {
        return provider().url("");
    }

    /** A new opaque token that the provider knows. */
    private String token(String issuer, String audience, Duration lifetime) {
        String token = "opaque-" + UUID.randomUUID();
        provider()
                .knows(
                        token,
                        FakeProvider.introspected(
                                issuer, audience, "alice", time().instant().plus(lifetime)));
        return token;
    }

    private String token() {
        return token(issuer(), AUDIENCE, Duration.ofMinutes(10));
    }

    private ValidatableResponse call(String token) {
        return introspecting()
                .request()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .body(Mcp.message("tools/call", "{\"name\": \"whoami\"}"))
                .post("/mcp")
                .then();
    }

    private void assertRejected(String token, String description) {
        call(token)
                .statusCode(401)
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""))
                .body("error_description", equalTo(description));
    }

    @Test
    default void acceptsAnOpaqueTokenThatTheProviderCallsActive() {
        call(token())
                .statusCode(200)
                .body("result.structuredContent.subject", equalTo("id-alice"))
                .body("result.structuredContent.username", equalTo("alice"))
                .body("result.structuredContent.client", equalTo("a-client"))
                .body("result.structuredContent.scopes", hasItems("mcp:read", "mcp:tools"))
                .body("result.structuredContent.roles", hasItems("user"));
    }

    @Test
    default void rejectsATokenThatTheProviderDoesNotKnow() {
        assertRejected("opaque-unknown", "The token is not active");
    }

    /** Active says that the issuer has issued the token, not for whom. */
    @Test
    default void rejectsAnActiveTokenForAnotherServer() {
        assertRejected(
                token(issuer(), "https://files.example/mcp", Duration.ofMinutes(10)),
                "The token is for another server");
    }

    @Test
    default void rejectsAnActiveTokenOfAnotherIssuer() {
        assertRejected(
                token("https://idp.example", AUDIENCE, Duration.ofMinutes(10)), "The token is from another issuer");
    }

    @Test
    default void rejectsAnActiveTokenThatHasExpired() {
        assertRejected(token(issuer(), AUDIENCE, Duration.ofMinutes(-2)), "The token has expired");
    }

    /** A 401 would make each client sign in again, because of a failure that has nothing to do with its token. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    500 | {"active":true}
                    401 | {"error":"invalid_client"}
                    302 | {}
                    200 | not JSON
                    200 | []
                    200 | {}
                    200 | {"active":"true"}
                    200 | {"active":true,"aud":7}
                    200 | {"active":true,"exp":"tomorrow"}
                    """)
    default void respondsWith503WhenTheProviderFails(int status, String body) {
        String token = token();
        provider().always(new Said(status, body));
        try {
            call(token).statusCode(503).header("Retry-After", notNullValue());
        } finally {
            provider().always(null);
        }
        call(token).statusCode(200);
    }

    @Test
    default void respondsWith503WhenTheProviderIsTooSlow() {
        String token = token();
        CountDownLatch answer = new CountDownLatch(1);
        provider().holdUntil(answer);
        try {
            call(token).statusCode(503).body("error", equalTo("temporarily_unavailable"));
        } finally {
            answer.countDown();
        }
        call(token).statusCode(200);
    }

    @Test
    default void asksOnceForAHundredConcurrentRequestsWithOneToken() throws Exception {
        String token = token();
        int before = provider().calls();
        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                statuses.add(threads.submit(() -> call(token).extract().statusCode()));
            }
            for (Future<Integer> status : statuses) {
                int got = status.get();
                assertEquals(got == 429 ? 429 : 200, got); // the limit of step 6 comes after the verification
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(before + 1, provider().calls());
    }

    @Test
    default void asksAgainAfterThirtySecondsSoARevokedTokenStopsWorking() {
        String token = token();
        call(token).statusCode(200);
        provider().revoke(token);
        time().move(Duration.ofSeconds(29));
        call(token).statusCode(200);
        time().move(Duration.ofSeconds(1));
        assertRejected(token, "The token is not active");
    }

    @Test
    default void publishesNoKeys() {
        introspecting()
                .request()
                .get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .body("keys.size()", equalTo(0));
        call(token()).statusCode(200);
    }
}
