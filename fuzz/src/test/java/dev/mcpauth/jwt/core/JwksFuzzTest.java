package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.fuzz.HttpConnection;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** Any response of a key server. */
class JwksFuzzTest {

    private static final DocumentServer SERVER = new DocumentServer();

    private final JwksClient client = new JwksClient("RS256");

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @FuzzTest(maxDuration = "10m")
    void keepsOnlyUsableKeys(byte[] keySet) throws Exception {
        HttpConnection.allowThisMachineOnly();
        SERVER.publish(Map.of("/jwks", keySet));
        try {
            for (RemoteKeys.Key key : client.fetch(URI.create(SERVER.url() + "/jwks"))) {
                assertTrue(key.publicKey() instanceof RSAPublicKey rsa
                        && rsa.getModulus().bitLength() >= 2048);
            }
        } catch (IOException rejected) {
            assertTrue(rejected.getMessage() != null);
        }
    }
}
