package dev.mcpauth.authserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.fuzz.HttpConnection;
import dev.mcpauth.fuzz.Responses;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Any requests to the endpoints of the practice authorization server. The first line of an input has the method and the
 * request target, the second line the {@code Content-Type}, the third line the {@code Authorization} header; an empty line
 * leaves the header out. The rest is the body. In an input, {@code CLIENT} stands for the ID of a client that registered itself.
 */
class EndpointsFuzzTest {

    private static final MovableClock CLOCK = new MovableClock();
    private static final List<String> ENDPOINTS = List.of(
            "GET /authorize",
            "POST /authorize/sign-in",
            "POST /authorize/consent",
            "POST /token",
            "POST /register",
            "GET /device",
            "POST /device",
            "POST /device_authorization",
            "POST /revoke");
    /** The redirect URIs of mcp-test-client and of the client that registers itself. */
    static final String REGISTERED = "http://(localhost|127\\.0\\.0\\.1)(:[0-9]*)?/((oauth/)?callback)?\\?[!-~&&[^#]]*";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            environment -> App.create(environment, CLOCK),
            Map.of(
                    "MCP_KEYS_DIR",
                    KeyFixture.empty().folder().toString(),
                    "MCP_SERVICE_SECRET",
                    "a secret for the tests alone"));

    private static HttpConnection connection;
    private static String client;
    private static int requests;

    @FuzzTest(maxDuration = "10m")
    void neverFailsAndRedirectsOnlyToRegisteredUris(byte[] input) {
        if (requests++ % 400 == 0) { // forget what the requests have filled: clients, pages, devices
            CLOCK.move(Duration.ofHours(25));
            connection = new HttpConnection(SERVER.port());
            client = register();
        }
        String[] parts = new String(input, ISO_8859_1)
                .replace("\r", "")
                .replace("CLIENT", client)
                .split("\n", 4);
        if (parts.length < 4
                || ENDPOINTS.stream().noneMatch(parts[0].split("\\?", 2)[0]::equals)
                || namesADocument(parts[0])
                || namesADocument(parts[3])
                || namesADocument(credentials(parts[2]))) {
            return;
        }
        String head = parts[0] + " HTTP/1.1\n"
                + (parts[1].isEmpty() ? "" : "Content-Type: " + parts[1] + "\n")
                + (parts[2].isEmpty() ? "" : "Authorization: " + parts[2] + "\n");
        HttpConnection.Response response = connection.send(head, parts[3].getBytes(ISO_8859_1));
        Responses.assertNoServerError(response);
        String location = response.header("location");
        assertTrue(location.isEmpty() || location.matches(REGISTERED), response.toString());
        Responses.assertShowsNoException(response, parts[0] + parts[3]);
    }

    private static String register() {
        String metadata = """
                {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none"}""";
        HttpConnection.Response response =
                connection.send("POST /register HTTP/1.1\nContent-Type: application/json\n", metadata.getBytes(UTF_8));
        assertEquals(201, response.status(), response.toString());
        return Responses.json(response).path("client_id").asText();
    }

    /** Whether a client_id may be the URL of a metadata document: a fuzz test must not fetch documents from other hosts. */
    static boolean namesADocument(String text) {
        try {
            return URLDecoder.decode(text, UTF_8).matches("(?s).*(client_id|Basic)[^&]*https:.*");
        } catch (IllegalArgumentException malformed) {
            return text.contains("client_id") && text.contains("http");
        }
    }

    private static String credentials(String authorization) {
        try {
            byte[] decoded = Base64.getMimeDecoder().decode(authorization.replaceFirst("(?i)^ *Basic *", ""));
            return "Basic " + new String(decoded, ISO_8859_1);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
