package dev.mcpauth.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Any tokens. The first line of an input is the header, the second line the claims, the third line says who signs: the
 * {@code issuer}, an {@code other} key, {@code hmac} with the public key as the secret, or else the line is the signature. Each
 * pair of bytes in the rest of the input replaces one character of the token.
 */
class TokenFuzzTest {

    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "https://mcp.example/mcp";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final KeyPair KEY = KeyFixture.generate(2048);
    private static final KeyPair OTHER = KeyFixture.generate(2048);
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final TokenVerifier verifier = new TokenVerifier(
            kid -> kid.isEmpty() || kid.get().equals("k") ? Optional.of(KEY.getPublic()) : Optional.empty(),
            TokenRules.of(ISSUER, AUDIENCE),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @FuzzTest(maxDuration = "10m")
    void acceptsOnlyTokensThatTheIssuerSigned(byte[] input) throws GeneralSecurityException {
        String[] parts = new String(input, ISO_8859_1).split("\n", 4);
        if (parts.length < 3) {
            return;
        }
        String signed = base64url(parts[0].getBytes(ISO_8859_1)) + "." + base64url(parts[1].getBytes(ISO_8859_1));
        String signature = signature(signed, parts[2]);
        String original = signed + "." + signature;
        String token = edited(original, parts.length == 4 ? parts[3] : "");
        try {
            Caller caller = verifier.verify(token);
            assertEquals("issuer", parts[2]);
            assertEquals(original, token);
            assertFalse(caller.subject().isBlank());
        } catch (TokenRejectedException e) {
            String logged = e.check().sentence() + e.expected() + e.found() + e.token() + e.getMessage();
            assertFalse(logged.contains(token), logged);
            assertFalse(signature.length() > 300 && logged.contains(signature), logged);
        } catch (KeysUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private static String signature(String signed, String signer) throws GeneralSecurityException {
        return switch (signer) {
            case "issuer" -> rsa(signed, KEY);
            case "other" -> rsa(signed, OTHER);
            case "hmac" -> hmac(signed);
            default -> signer;
        };
    }

    private static String rsa(String signed, KeyPair key) throws GeneralSecurityException {
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(key.getPrivate());
        rsa.update(signed.getBytes(US_ASCII));
        return base64url(rsa.sign());
    }

    private static String hmac(String signed) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KeyFixture.pem(KEY).getBytes(US_ASCII), "HmacSHA256"));
        return base64url(mac.doFinal(signed.getBytes(US_ASCII)));
    }

    /** Replaces the character at the position that the first byte of each pair names with the second byte. */
    private static String edited(String token, String edits) {
        char[] characters = token.toCharArray();
        for (int i = 0; i + 1 < edits.length(); i += 2) {
            characters[edits.charAt(i) * characters.length / 256] = edits.charAt(i + 1);
        }
        return new String(characters);
    }

    private static String base64url(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }
}
