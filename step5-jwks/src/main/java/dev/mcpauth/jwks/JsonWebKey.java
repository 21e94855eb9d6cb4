package dev.mcpauth.jwks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A public RSA key as JSON (RFC 7517 section 4, RFC 7518 section 6.3.1).
 *
 * @param kty the key type
 * @param use the purpose of the key: signatures
 * @param alg the only algorithm that the key is for
 * @param kid the key id, computed from the key itself, so that issuer and server always agree on it
 * @param n the modulus
 * @param e the exponent
 * @param publicKey the same key for Java; not part of the JSON
 */
public record JsonWebKey(
        String kty,
        String use,
        String alg,
        String kid,
        String n,
        String e,
        @JsonIgnore RSAPublicKey publicKey) {

    /** The smallest key that may sign with RS256, in bits (RFC 7518 section 3.3). */
    public static final int MIN_BITS = 2048;

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    public static JsonWebKey of(RSAPublicKey key) {
        String n = unsigned(key.getModulus());
        String e = unsigned(key.getPublicExponent());
        return new JsonWebKey("RSA", "sig", "RS256", thumbprint(n, e), n, e, key);
    }

    /** The length of the key in bits. */
    @JsonIgnore
    public int bits() {
        return publicKey.getModulus().bitLength();
    }

    /** The key with this {@code kid}; without a {@code kid}, the only key, if there is exactly one. */
    static Optional<JsonWebKey> find(List<JsonWebKey> keys, Optional<String> kid) {
        if (kid.isEmpty()) {
            return keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty();
        }
        return keys.stream().filter(key -> key.kid().equals(kid.get())).findFirst();
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

    /** Base64urlUInt (RFC 7518 section 2): without the leading zero byte that Java adds for the sign. */
    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        return BASE64URL.encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
