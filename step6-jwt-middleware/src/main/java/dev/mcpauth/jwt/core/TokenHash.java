package dev.mcpauth.jwt.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By which a cache knows a token. Whoever sees the keys of the cache does not see the tokens, and nobody can find two tokens with
 * one hash.
 *
 * @param sha256 the hash, which must not be read from
 */
public record TokenHash(ByteBuffer sha256) {

    public static TokenHash of(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return new TokenHash(ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
