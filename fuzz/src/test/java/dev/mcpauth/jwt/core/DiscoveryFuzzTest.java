package dev.mcpauth.jwt.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.fuzz.HttpConnection;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/**
 * Any metadata of an issuer. The first character of an input, {@code 0}, {@code 1} or {@code 2}, says at which of the three URLs
 * the metadata is; the rest is the document. In an input, {@code ISSUER} stands for the URL of the issuer.
 */
class DiscoveryFuzzTest {

    private static final List<String> PATHS = List.of(
            "/.well-known/oauth-authorization-server/tenant",
            "/.well-known/openid-configuration/tenant",
            "/tenant/.well-known/openid-configuration");
    private static final DocumentServer SERVER = new DocumentServer();

    private final JwksClient client = new JwksClient("RS256");

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @FuzzTest(maxDuration = "10m")
    void findsOnlyProtectedKeySetsOfTheIssuer(byte[] input) throws Exception {
        String text = new String(input, ISO_8859_1);
        if (!text.matches("(?s)[0-2].*")) {
            return;
        }
        HttpConnection.allowThisMachineOnly();
        String issuer = SERVER.url() + "/tenant";
        String document = text.substring(1).replace("ISSUER", issuer);
        SERVER.publish(Map.of(PATHS.get(text.charAt(0) - '0'), document.getBytes(ISO_8859_1)));
        try {
            URI keySet = client.discover(issuer);
            assertTrue(
                    keySet.getScheme().equals("https")
                            || List.of("localhost", "127.0.0.1", "[::1]").contains(keySet.getHost()),
                    keySet.toString());
            assertTrue(
                    StrictJson.parse(document.getBytes(ISO_8859_1))
                            .path("issuer")
                            .asText()
                            .equals(issuer),
                    document);
        } catch (IOException rejected) {
            assertTrue(rejected.getMessage() != null);
        }
    }
}
