package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import io.javalin.Javalin;
import io.restassured.RestAssured;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What the operator reads about rejected tokens, and what no log line may contain. */
class LogTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID = TokenFixture.valid(PAIR, Instant.now());

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create,
            Map.of(
                    "MCP_KEYS_DIR",
                    KEYS.folder().toString(),
                    "MCP_PUBLIC_URL",
                    TokenFixture.PUBLIC_URL,
                    "MCP_CLIENT_IDS",
                    "test-client"));

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.mcpauth");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void attach() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(appender);
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static void list(int port, String token, int status) {
        RestAssured.given()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .body(BearerContract.LIST)
                .post("http://localhost:" + port + "/mcp")
                .then()
                .statusCode(status);
    }

    /** Sends a token that is rejected, and returns the only line that this logs. */
    private String lineAbout(String token) {
        list(SERVER.port(), token, 401);
        assertEquals(1, lines().size(), lines()::toString);
        String line = lines().get(0);
        for (String part : token.split("\\.")) {
            assertFalse(line.contains(part), line);
        }
        assertFalse(line.contains("\n"), line);
        return line;
    }

    @Test
    void logsNothingAboutAValidToken() {
        list(SERVER.port(), VALID.token(), 200);
        assertEquals(List.of(), lines());
    }

    @Test
    void logsTheExpectedAndTheFoundIssuer() {
        assertEquals(
                "Rejected a token: The token is from another issuer (expected http://localhost:9001, found"
                        + " https://evil.example). The token has iss https://evil.example, aud [http://localhost:9000/mcp],"
                        + " kid " + VALID.kid(),
                lineAbout(VALID.with("iss", "https://evil.example").token()));
    }

    @Test
    void logsTheExpectedAndTheFoundAudience() {
        assertEquals(
                "Rejected a token: The token is for another server (expected http://localhost:9000/mcp, found"
                        + " [https://other.example]). The token has iss http://localhost:9001, aud [https://other.example],"
                        + " kid " + VALID.kid(),
                lineAbout(VALID.with("aud", "https://other.example").token()));
    }

    @Test
    void logsTheUnknownKid() {
        assertEquals(
                "Rejected a token: The token is not signed with a known key (expected a key of the issuer, found"
                        + " key-of-yesterday). The token has iss http://localhost:9001, aud [http://localhost:9000/mcp],"
                        + " kid key-of-yesterday",
                lineAbout(VALID.withKid("key-of-yesterday").token()));
    }

    @Test
    void logsTheKidOfAWrongSignature() {
        assertEquals(
                "Rejected a token: The signature of the token is wrong (expected a signature with the key "
                        + VALID.kid()
                        + ", found another). The token has iss http://localhost:9001, aud [http://localhost:9000/mcp], kid "
                        + VALID.kid(),
                lineAbout(VALID.signedBy(KeyFixture.generate(2048)).token()));
    }

    @Test
    void replacesControlCharactersAndShortensValues() {
        String kid = "a\r\n12:00:00 INFO  Forged line\u001b[31m\u2028" + "x".repeat(1000);
        String line = lineAbout(VALID.withKid(kid).token());
        assertTrue(line.contains("found a\uFFFD\uFFFD12:00:00 INFO  Forged line\uFFFD[31m\uFFFDxxx"), line);
        assertTrue(line.contains("xxx…"), line);
        assertTrue(line.length() < 500, line);
    }

    @Test
    void logsATextThatIsNoTokenWithoutQuotingIt() {
        assertEquals(
                "Rejected a token: The token is not a well-formed JWT (expected a strict JWT, found 1 part)",
                lineAbout("secret"));
    }

    @Test
    void logsAMalformedHeaderWithoutQuotingIt() {
        list(SERVER.port(), "secret secret", 400);
        assertEquals(
                List.of("Rejected a request: The Authorization header does not hold a well-formed bearer token"),
                lines());
    }

    @Test
    void limitsTheLinesThatAFloodOfBadTokensCauses() {
        String token = VALID.with("client_id", "evil").token();
        for (int i = 0; i < 15; i++) { // few, because the limit holds for ten seconds
            list(SERVER.port(), token, 401);
        }
        assertEquals(10, lines().size(), lines()::toString);
    }

    @Test
    void logsAFailedKeyFetchWithUrlReasonAndCachedKeys() {
        Javalin server = App.create(new Environment(
                        Map.of("MCP_PORT", "0", "MCP_JWKS_URL", "http://localhost:1/jwks.json?key=secret")))
                .start();
        try {
            assertEquals(
                    List.of(),
                    lines().stream().filter(line -> line.contains("secret")).toList());
            appender.list.clear(); // what the server logs at the start
            list(server.port(), VALID.token(), 503);
        } finally {
            server.stop();
        }
        String failure = lines().get(0);
        assertTrue(
                failure.matches(
                        "Cannot fetch the keys of http://localhost:1/jwks.json\\?… \\(connection refused\\); there are no cached keys"),
                failure);
        assertEquals(
                "Could not verify a token: the keys of http://localhost:1/jwks.json?… are not available",
                lines().get(1));
    }
}
