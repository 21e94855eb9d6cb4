package dev.mcpauth.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.issuer.SigningKey;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwks.JsonWebKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tokens that a server must reject: what each forges, why a naive server accepts it, and which check stops it. */
public enum Attack {
    ALG_NONE(
            "has no signature, and says so (alg \"none\")",
            "it takes the algorithm from the token, and \"none\" always succeeds",
            "the server accepts only RS256 (RFC 8725 section 3.1)") {
        @Override
        String forge(Material material) {
            return material.token(Algorithm.none(), Map.of());
        }
    },
    HS256_WITH_PUBLIC_KEY(
            "is signed with HS256, with the public key as the secret",
            "it uses its RSA key with the algorithm that the token names; the key is public, so anyone can sign",
            "the server accepts only RS256 (RFC 8725 section 3.1)") {
        @Override
        String forge(Material material) {
            byte[] secret = material.key().publicPem().getBytes(StandardCharsets.UTF_8);
            return material.token(
                    Algorithm.HMAC256(secret), Map.of("kid", material.key().kid()));
        }
    },
    WRONG_KEY(
            "is signed with the attacker's key, under the kid of the real key",
            "it finds the key by its kid, and does not verify the signature",
            "the server verifies the signature with its own key for this kid (RFC 8725 section 3.3)") {
        @Override
        String forge(Material material) {
            return material.signedBy(
                    material.stranger(), Map.of("kid", material.key().kid()));
        }
    },
    UNKNOWN_KID(
            "is signed with the attacker's key, under an unknown kid",
            "it falls back to another key, or to none, when it does not know the kid",
            "a token with an unknown kid is rejected (RFC 8725 section 3.10)") {
        @Override
        String forge(Material material) {
            return material.signedBy(
                    material.stranger(), Map.of("kid", material.stranger().kid()));
        }
    },
    EMBEDDED_JWK(
            "is signed with the attacker's key, and carries the public key (jwk)",
            "it verifies with the key in the token, so every token is valid",
            "keys come from the issuer, never from the token (RFC 8725 section 3.10)") {
        @Override
        String forge(Material material) {
            JsonWebKey jwk = JsonWebKey.of(material.stranger().publicKey());
            Map<String, String> members = Map.of("kty", jwk.kty(), "n", jwk.n(), "e", jwk.e());
            return material.signedBy(material.stranger(), Map.of("kid", jwk.kid(), "jwk", members));
        }
    },
    JKU(
            "is signed with the attacker's key, and names a key set of the attacker (jku)",
            "it fetches keys from the URL in the token, so the attacker also controls where it connects",
            "keys come from the issuer; the server never fetches a URL from a token (RFC 8725 section 3.10)") {
        @Override
        String forge(Material material) {
            return material.signedBy(
                    material.stranger(),
                    Map.of("kid", material.stranger().kid(), "jku", "https://attacker.example/jwks.json"));
        }
    },
    EXPIRED(
            "was valid an hour ago",
            "it checks only the signature",
            "exp must be in the future, with a leeway of a minute for clock differences (RFC 7519 section 4.1.4)") {
        @Override
        String forge(Material material) {
            long start = material.now() - 7200;
            return material.with(Map.of("iat", start, "nbf", start, "exp", start + 3600));
        }
    },
    NOT_YET_VALID(
            "will be valid in an hour",
            "it checks exp, but not nbf",
            "nbf must be in the past, with a leeway of a minute (RFC 7519 section 4.1.5)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("nbf", material.now() + 3600));
        }
    },
    NO_EXPIRY(
            "never expires",
            "it compares exp only if it is present, so a leaked token works forever",
            "exp must be present (RFC 9068 section 2.2)") {
        @Override
        String forge(Material material) {
            return material.without("exp");
        }
    },
    WRONG_ISSUER(
            "names another issuer, which uses the same signing key",
            "it trusts a key, not an issuer; if issuers share keys, one can issue tokens in the name of another",
            "iss must be the issuer that the server trusts (RFC 8725 section 3.8)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("iss", "https://issuer.example"));
        }
    },
    WRONG_AUDIENCE(
            "is for another server of the same issuer",
            "it accepts every token of its issuer, so another server can use its callers' tokens here",
            "aud must contain this server (RFC 8725 section 3.9; MCP, Token Audience Binding)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("aud", "https://other.example/mcp"));
        }
    },
    NO_AUDIENCE(
            "is not for any particular server",
            "it checks aud only if it is present",
            "aud must be present and contain this server (RFC 8725 section 3.9)") {
        @Override
        String forge(Material material) {
            return material.without("aud");
        }
    },
    TAMPERED_PAYLOAD(
            "is a valid token with another user and other roles, but the old signature",
            "it decodes the claims without verifying them",
            "the signature covers the claims (RFC 7515 section 5.2)") {
        @Override
        String forge(Material material) {
            String[] parts = material.good().split("\\.");
            Map<String, Object> changed = new HashMap<>(material.claims());
            changed.putAll(Map.of("sub", "admin", "preferred_username", "admin", "roles", List.of("user", "admin")));
            return parts[0] + "." + base64(Json.writeText(changed)) + "." + parts[2];
        }
    },
    STRIPPED_SIGNATURE(
            "is a valid token without its signature",
            "it verifies the signature only if it is present",
            "an empty signature is not valid (RFC 7515 section 5.2)") {
        @Override
        String forge(Material material) {
            return material.good().substring(0, material.good().lastIndexOf('.') + 1);
        }
    },
    REFRESH_TOKEN(
            "is a refresh token, which a client sends only to the issuer",
            "it accepts every JWT of the issuer as an access token",
            "a token of another type is rejected (RFC 8725 section 3.12)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("token_type", "refresh"));
        }
    };

    private final String forges;
    private final String naive;
    private final String stopper;

    Attack(String forges, String naive, String stopper) {
        this.forges = forges;
        this.naive = naive;
        this.stopper = stopper;
    }

    /** @param material a valid token to start from, and the keys */
    abstract String forge(Material material);

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is wrong with the token, as the end of a sentence that starts with "It". */
    public String forges() {
        return forges;
    }

    /** Why a naive server accepts it. */
    public String naive() {
        return naive;
    }

    /** What stops it. */
    public String stopper() {
        return stopper;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The parts of an attack.
     *
     * @param good a valid token
     * @param claims its claims
     * @param key the issuer's key, for tokens that the issuer has signed
     * @param stranger the attacker's key
     * @param now in seconds since 1970
     */
    record Material(String good, Map<String, Object> claims, SigningKey key, SigningKey stranger, long now) {

        String with(Map<String, Object> others) {
            Map<String, Object> changed = new HashMap<>(claims);
            changed.putAll(others);
            return new Material(good, changed, key, stranger, now).signedBy(key, Map.of("kid", key.kid()));
        }

        String without(String claim) {
            Map<String, Object> changed = new HashMap<>(claims);
            changed.remove(claim);
            return new Material(good, changed, key, stranger, now).signedBy(key, Map.of("kid", key.kid()));
        }

        String signedBy(SigningKey signer, Map<String, Object> header) {
            return token(Algorithm.RSA256(null, signer.privateKey()), header);
        }

        String token(Algorithm algorithm, Map<String, Object> header) {
            JWTCreator.Builder token =
                    JWT.create().withHeader(Map.of("typ", "at+jwt")).withPayload(claims);
            return token.withHeader(header).sign(algorithm);
        }
    }
}
