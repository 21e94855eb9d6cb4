package dev.mcpauth.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.jwks.PublicKeyPem;
import dev.mcpauth.jwks.UnusableKeyException;

/** Any text as a public key. */
class PublicKeyPemFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void readsOnlyLongRsaKeys(byte[] pem) {
        try {
            assertTrue(PublicKeyPem.parse(new String(pem, UTF_8)).getModulus().bitLength() >= 2048);
        } catch (UnusableKeyException expected) {
            assertTrue(expected.getMessage().length() < 200, expected.getMessage());
        }
    }
}
