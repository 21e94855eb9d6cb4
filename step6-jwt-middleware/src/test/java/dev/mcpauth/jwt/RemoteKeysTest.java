package dev.mcpauth.jwt;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwk.Jwk;
import com.auth0.jwk.SigningKeyNotFoundException;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwks.KeySource;
import io.javalin.Javalin;
import io.javalin.http.Handler;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RemoteKeysTest {

    private final AtomicInteger fetches = new AtomicInteger();
    private final MovableClock clock = new MovableClock();
    private List<Jwk> published = List.of(key("a"));
    private boolean down;

    private final RemoteKeys keys = new RemoteKeys(
            () -> {
                fetches.incrementAndGet();
                if (down) {
                    throw new IOException("connection refused");
                }
                return published;
            },
            clock);

    private static final KeyFixture FILES = KeyFixture.empty();
    private static final KeyPair PAIR = FILES.add("a.public.pem");

    private static Jwk key(String kid) {
        return key(kid, Map.of());
    }

    private static Jwk key(String kid, Map<String, Object> changes) {
        KeySource source = KeySource.from(
                new Environment(Map.of("MCP_KEYS_DIR", FILES.folder().toString())), Clock.systemUTC());
        var key = source.find(null).orElseThrow();
        Map<String, Object> values = new HashMap<>(
                Map.of("kty", "RSA", "use", "sig", "alg", "RS256", "kid", kid, "n", key.n(), "e", key.e()));
        values.putAll(changes);
        return Jwk.fromValues(values);
    }

    @Test
    void nothingIsFetchedBeforeATokenComes() {
        assertEquals(0, fetches.get());
    }

    @Test
    void aKnownKeyIsFetchedOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertEquals("a", keys.get("a").getId());
        }
        assertEquals(1, fetches.get());
    }

    @Test
    void aHundredInventedKeysCauseOneFetchAtMost() throws Exception {
        keys.get("a");
        clock.move(RemoteKeys.PAUSE);
        for (int i = 0; i < 100; i++) {
            String invented = "invented-" + i;
            assertThrows(SigningKeyNotFoundException.class, () -> keys.get(invented));
        }
        assertEquals(2, fetches.get());
    }

    @Test
    void theyDoSoFromManyThreads() throws Exception {
        var threads = Executors.newFixedThreadPool(16);
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String invented = "invented-" + i;
            results.add(
                    threads.submit(() -> assertThrows(SigningKeyNotFoundException.class, () -> keys.get(invented))));
        }
        for (Future<?> result : results) {
            result.get();
        }
        threads.shutdown();
        assertEquals(1, fetches.get());
    }

    @Test
    void aNewKeyIsFetchedAndAWithdrawnOneStopsWithinFiveMinutes() throws Exception {
        keys.get("a");
        published = List.of(key("b"));
        clock.move(RemoteKeys.PAUSE);
        assertEquals("b", keys.get("b").getId());
        published = List.of(key("c"));
        clock.move(RemoteKeys.MAX_AGE);
        assertThrows(SigningKeyNotFoundException.class, () -> keys.get("b"));
    }

    @Test
    void whenTheKeyServerIsDownKnownKeysGoOnWorking() throws Exception {
        keys.get("a");
        down = true;
        clock.move(Duration.ofHours(1));
        assertEquals("a", keys.get("a").getId());
        assertThrows(KeysUnavailableException.class, () -> keys.get("unknown"));
        int sofar = fetches.get();
        assertThrows(KeysUnavailableException.class, () -> keys.get("unknown"));
        assertEquals(sofar, fetches.get(), "a server that is down is not to be asked at every request");
        down = false;
        clock.move(RemoteKeys.PAUSE);
        assertThrows(SigningKeyNotFoundException.class, () -> keys.get("unknown"));
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheFetching() throws Exception {
        keys.get("a");
        published = List.of(key("b"));
        clock.move(Duration.ofHours(-5));
        assertEquals("b", keys.get("b").getId());
    }

    @Test
    void onlyKeysForSignaturesWithRs256Count() {
        published = List.of(
                key("encryption", Map.of("use", "enc")),
                key("algorithm", Map.of("alg", "RSA-OAEP")),
                key("type", Map.of("kty", "EC")),
                key("short", Map.of("n", "AQAB")),
                key("broken", Map.of("n", "***")));
        for (String kid : List.of("encryption", "algorithm", "type", "short", "broken")) {
            assertThrows(SigningKeyNotFoundException.class, () -> keys.get(kid), kid);
        }
    }

    @Test
    void withoutANameThereMustBeExactlyOneKey() throws Exception {
        assertEquals("a", keys.get(null).getId());
        published = List.of(key("a"), key("b"));
        clock.move(RemoteKeys.MAX_AGE);
        assertThrows(SigningKeyNotFoundException.class, () -> keys.get(null));
    }

    /** The same over the wire: step 5 publishes keys, step 6 fetches them, then step 5 is gone. */
    @Test
    void overTheWire() {
        Javalin publisher = dev.mcpauth.jwks.App.create(new Environment(
                        Map.of("MCP_PORT", "0", "MCP_KEYS_DIR", FILES.folder().toString())))
                .start();
        Javalin server = App.create(new Environment(Map.of(
                        "MCP_PORT",
                        "0",
                        "MCP_PUBLIC_URL",
                        TokenFixture.ISSUER,
                        "MCP_JWKS_URL",
                        "http://localhost:" + publisher.port() + "/.well-known/jwks.json")))
                .start();
        try {
            TokenFixture valid = TokenFixture.valid(PAIR, Instant.now());
            ping(server, valid).statusCode(200);
            publisher.stop();
            ping(server, valid).statusCode(200);
            ping(server, valid.withKid("unknown")).statusCode(401);
            get(server).body("keys.size()", equalTo(0));
        } finally {
            server.stop();
        }
    }

    @Test
    void whereNoKeyCanBeHadTheAnswerIsToTryLater() {
        Javalin server = App.create(new Environment(Map.of(
                        "MCP_PORT", "0",
                        "MCP_PUBLIC_URL", TokenFixture.ISSUER,
                        "MCP_JWKS_URL", "http://localhost:1/jwks.json")))
                .start();
        try {
            ping(server, TokenFixture.valid(PAIR, Instant.now()))
                    .statusCode(503)
                    .header("Retry-After", "10")
                    .header("Cache-Control", "no-store")
                    .body("error", equalTo("temporarily_unavailable"));
            assertTrue(get(server).extract().statusCode() == 200);
        } finally {
            server.stop();
        }
    }

    private static List<Jwk> fetch(Handler hostile) throws Exception {
        Javalin server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/keys", hostile);
                    config.routes.get("/elsewhere", ctx -> ctx.result("{\"keys\":[]}"));
                })
                .start(0);
        try {
            return new JwksClient(URI.create("http://localhost:" + server.port() + "/keys")).call();
        } finally {
            server.stop();
        }
    }

    @Test
    void anOddKeyDoesNotSpoilTheOthers() throws Exception {
        var good = KeySource.from(
                        new Environment(Map.of("MCP_KEYS_DIR", FILES.folder().toString())), Clock.systemUTC())
                .all()
                .get(0);
        String json = "{\"keys\":[{\"kid\":\"q\"},7,null,{\"kty\":7}," + Json.writeText(good) + "]}";
        List<Jwk> fetched = fetch(ctx -> ctx.result(json));
        assertTrue(fetched.stream().anyMatch(key -> good.kid().equals(key.getId())));
        assertEquals(List.of(), fetch(ctx -> ctx.result("{\"keys\":[]}")));
    }

    @Test
    void aHostileKeyServerGetsNowhere() {
        assertThrows(Exception.class, () -> fetch(ctx -> ctx.redirect("/elsewhere")));
        assertThrows(Exception.class, () -> fetch(ctx -> ctx.status(500).result("{\"keys\":[]}")));
        assertThrows(Exception.class, () -> fetch(ctx -> ctx.result("not json")));
        assertThrows(Exception.class, () -> fetch(ctx -> ctx.result("[]")));
        assertThrows(
                Exception.class, () -> fetch(ctx -> ctx.result("{\"keys\":[],\"x\":\"" + "x".repeat(600_000) + "\"}")));
    }

    /** A byte now and then keeps a connection alive, but not a fetch. */
    @Test
    void aSlowKeyServerIsGivenUp() {
        CountDownLatch givenUp = new CountDownLatch(1);
        assertThrows(TimeoutException.class, () -> {
            try {
                fetch(ctx -> {
                    ctx.res().getOutputStream().write('{');
                    ctx.res().flushBuffer();
                    givenUp.await(5, TimeUnit.SECONDS);
                });
            } finally {
                givenUp.countDown();
            }
        });
    }

    @Test
    void theSameKeyTwiceIsOneKey() throws Exception {
        published = List.of(key("a"), key("a"));
        assertEquals("a", keys.get("a").getId());
    }

    @Test
    void noKeysAtAllIsAnAnswer() {
        published = List.of();
        assertThrows(SigningKeyNotFoundException.class, () -> keys.get("a"));
    }

    private static ValidatableResponse get(Javalin server) {
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
