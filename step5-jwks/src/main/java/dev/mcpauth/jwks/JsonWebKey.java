package dev.mcpauth.jwks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A public RSA key as JSON (RFC 7517 section 4, RFC 7518 section 6.3.1).
 *
 * @param kty the family of the key
 * @param use what it is for: to check signatures
 * @param alg the one algorithm it is for
 * @param kid its name, which follows from the key itself, so that nobody has to agree on names
 * @param n the modulus
 * @param e the exponent
 */
public record JsonWebKey(String kty, String use, String alg, String kid, String n, String e) {

    /** The smallest key that may sign with RS256, in bits (RFC 7518 section 3.3). */
    public static final int MIN_BITS = 2048;

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    public static JsonWebKey of(RSAPublicKey key) {
        String n = unsigned(key.getModulus());
        String e = unsigned(key.getPublicExponent());
        return new JsonWebKey("RSA", "sig", "RS256", thumbprint(n, e), n, e);
    }

    /** How long the key is, in bits. */
    @JsonIgnore
    public int bits() {
        return new BigInteger(1, Base64.getUrlDecoder().decode(n)).bitLength();
    }

    /** RFC 7638 section 3: SHA-256 of the required members, in this order and without white space. */
    private static String thumbprint(String n, String e) {
        String members = "{\"e\":\"" + e + "\",\"kty\":\"RSA\",\"n\":\"" + n + "\"}";
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return BASE64URL.encodeToString(sha256.digest(members.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    /** Base64urlUInt (RFC 7518 section 2): without the zero byte that Java puts in front as a sign. */
    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        return BASE64URL.encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
