package dev.mcpauth.jwt.core;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Verifies signatures, and remembers which key made them, because that never changes. What can change is not remembered: the
 * keys of the issuer, the time, the rules. Only tokens with a good signature are remembered, so a stranger cannot fill the
 * memory, and only under their hash, so the memory holds no token.
 */
final class Signatures {

    /** All remembered tokens together, in characters. */
    private static final long CAPACITY = 4L * 1024 * 1024;

    private record Signed(PublicKey key, TokenContent content, int length) {}

    private final String algorithm;
    private final Cache<TokenHash, Signed> remembered;

    /** @param algorithm the only algorithm that is used, no matter which one a token names */
    Signatures(String algorithm) {
        this(algorithm, CAPACITY);
    }

    Signatures(String algorithm, long capacity) {
        this.algorithm = algorithm;
        this.remembered = Caffeine.newBuilder()
                .maximumWeight(capacity)
                .weigher((TokenHash hash, Signed signed) -> signed.length())
                .executor(Runnable::run)
                .build();
    }

    /** A token that was read, but not verified. */
    final class Unverified {

        private final String token;
        private final TokenHash hash;
        private final TokenContent content;

        private Unverified(String token) throws TokenRejectedException {
            this.token = token;
            this.hash = TokenHash.of(token);
            Signed signed = remembered.getIfPresent(hash);
            this.content = signed == null ? TokenContent.of(StrictJwt.decode(token)) : signed.content();
        }

        TokenContent content() {
            return content;
        }

        /** @param key a key that the issuer uses now */
        boolean isSignedBy(PublicKey key) throws TokenRejectedException {
            Signed signed = remembered.getIfPresent(hash);
            if (signed != null && signed.key().equals(key)) {
                return true;
            }
            boolean good = verifies(key, StrictJwt.decode(token));
            if (good) {
                remembered.put(hash, new Signed(key, content, token.length()));
            }
            return good;
        }
    }

    /** @throws TokenRejectedException if the token is malformed */
    Unverified read(String token) throws TokenRejectedException {
        return new Unverified(token);
    }

    /** How many tokens are remembered. */
    long remembered() {
        remembered.cleanUp();
        return remembered.estimatedSize();
    }

    private boolean verifies(PublicKey key, DecodedJWT jwt) {
        try {
            algorithm(key).verify(jwt);
            return true;
        } catch (SignatureVerificationException | ClassCastException wrong) { // or a key for another algorithm
            return false;
        }
    }

    private Algorithm algorithm(PublicKey key) {
        return switch (algorithm) {
            case "RS256" -> Algorithm.RSA256((RSAPublicKey) key, null);
            case "RS384" -> Algorithm.RSA384((RSAPublicKey) key, null);
            case "RS512" -> Algorithm.RSA512((RSAPublicKey) key, null);
            case "ES256" -> Algorithm.ECDSA256((ECPublicKey) key, null);
            default -> throw new IllegalStateException(algorithm);
        };
    }
}
