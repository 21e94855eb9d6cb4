package dev.mcpauth.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.App;
import dev.mcpauth.jwt.TokenFixture;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * Any {@code Authorization} headers, one for each line of an input. In an input, {@code TOKEN} stands for a valid token, and
 * {@code HEAD}, {@code CLAIMS} and {@code SIGNATURE} for its parts.
 */
class AuthorizationHeaderFuzzTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final String TOKEN = TokenFixture.valid(PAIR, Instant.now())
            .with("exp", Instant.now().plusSeconds(86_400))
            .token();
    private static final String[] TOKEN_PARTS = TOKEN.split("\\.");
    private static final byte[] PING = """
            {"jsonrpc": "2.0", "id": 1, "method": "ping"}""".getBytes(UTF_8);

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create,
            Map.of(
                    "MCP_KEYS_DIR",
                    KEYS.folder().toString(),
                    "MCP_PUBLIC_URL",
                    TokenFixture.PUBLIC_URL,
                    "MCP_ISSUER",
                    TokenFixture.ISSUER,
                    "MCP_PUBLIC_KEY",
                    KeyFixture.pem(PAIR)));

    private static final Lines LOG = new Lines();

    private static HttpConnection connection;

    @FuzzTest(maxDuration = "10m")
    void authenticatesOnlyTheValidToken(byte[] input) {
        if (connection == null) {
            connection = new HttpConnection(SERVER.port());
            LOG.start();
            ((Logger) LoggerFactory.getLogger("dev.mcpauth")).addAppender(LOG);
        }
        String text = new String(input, ISO_8859_1)
                .replace("\r", "")
                .replace("TOKEN", TOKEN)
                .replace("HEAD", TOKEN_PARTS[0])
                .replace("CLAIMS", TOKEN_PARTS[1])
                .replace("SIGNATURE", TOKEN_PARTS[2]);
        StringBuilder head = new StringBuilder("POST /mcp HTTP/1.1\nContent-Type: application/json\n");
        text.lines()
                .forEach(value -> head.append("Authorization: ").append(value).append("\n"));
        HttpConnection.Response response = connection.send(head.toString(), PING);
        Responses.assertNoServerError(response);
        Responses.json(response);
        boolean expected = text.strip().matches("(?i:bearer) +" + Pattern.quote(TOKEN));
        assertTrue(response.status() == 200 ? expected : response.status() >= 400, response.toString());
        assertFalse(response.toString().contains(TOKEN_PARTS[2]), "the response contains the signature");
        for (String line = LOG.lines.poll(); line != null; line = LOG.lines.poll()) {
            assertFalse(line.contains(TOKEN_PARTS[1]) || line.contains(TOKEN_PARTS[2].substring(0, 20)), line);
        }
    }
}
