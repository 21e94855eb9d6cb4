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

/**
 * Tokens that must be refused. Each says what it forges, why a naive server falls for it, and which check stops it.
 */
public enum Attack {
    ALG_NONE(
            "drops the signature and says that there is none (alg \"none\")",
            "it takes the algorithm from the token, and none always succeeds",
            "the server accepts RS256 and nothing else (RFC 8725 section 3.1)") {
        @Override
        String forge(Material material) {
            return material.token(Algorithm.none(), Map.of());
        }
    },
    HS256_WITH_PUBLIC_KEY(
            "signs with HS256, and takes the public key for the secret",
            "it hands its RSA key to whatever algorithm the token names; the key is public, so anybody can sign",
            "the server accepts RS256 and nothing else (RFC 8725 section 3.1)") {
        @Override
        String forge(Material material) {
            byte[] secret = material.key().publicPem().getBytes(StandardCharsets.UTF_8);
            return material.token(
                    Algorithm.HMAC256(secret), Map.of("kid", material.key().kid()));
        }
    },
    WRONG_KEY(
            "signs with a key of its own, under the name of the real one",
            "it finds the key by its name and does not check the signature",
            "the signature is verified with the key that the server knows by that name (RFC 8725 section 3.3)") {
        @Override
        String forge(Material material) {
            return material.signedBy(
                    material.stranger(), Map.of("kid", material.key().kid()));
        }
    },
    UNKNOWN_KID(
            "signs with a key of its own, under a name of its own",
            "it falls back to another key, or to none, when it does not know the name",
            "a key that the server does not know verifies nothing (RFC 8725 section 3.10)") {
        @Override
        String forge(Material material) {
            return material.signedBy(
                    material.stranger(), Map.of("kid", material.stranger().kid()));
        }
    },
    EMBEDDED_JWK(
            "signs with a key of its own, and brings its public half along (jwk)",
            "it verifies with the key in the token, so every token vouches for itself",
            "keys come from the issuer, never from the token (RFC 8725 section 3.10)") {
        @Override
        String forge(Material material) {
            JsonWebKey jwk = JsonWebKey.of(material.stranger().publicKey());
            Map<String, String> members = Map.of("kty", jwk.kty(), "n", jwk.n(), "e", jwk.e());
            return material.signedBy(material.stranger(), Map.of("kid", jwk.kid(), "jwk", members));
        }
    },
    JKU(
            "signs with a key of its own, and says where its key set is (jku)",
            "it fetches keys from the URL in the token, and becomes the attacker's HTTP client besides",
            "keys come from the issuer; a URL in a token is not followed (RFC 8725 section 3.10)") {
        @Override
        String forge(Material material) {
            return material.signedBy(
                    material.stranger(),
                    Map.of("kid", material.stranger().kid(), "jku", "https://attacker.example/jwks.json"));
        }
    },
    EXPIRED(
            "was a good token an hour ago",
            "it checks the signature and stops there",
            "exp must be still to come, a minute aside for clocks that differ (RFC 7519 section 4.1.4)") {
        @Override
        String forge(Material material) {
            long start = material.now() - 7200;
            return material.with(Map.of("iat", start, "nbf", start, "exp", start + 3600));
        }
    },
    NOT_YET_VALID(
            "will be a good token in an hour",
            "it checks exp, but not nbf",
            "nbf must have passed, a minute aside (RFC 7519 section 4.1.5)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("nbf", material.now() + 3600));
        }
    },
    NO_EXPIRY(
            "never expires",
            "it compares exp only if there is one, so a token that leaked once works for ever",
            "exp must be there (RFC 9068 section 2.2)") {
        @Override
        String forge(Material material) {
            return material.without("exp");
        }
    },
    WRONG_ISSUER(
            "is by somebody else, by the same key",
            "it trusts a key, not an issuer; where issuers share keys, one can speak for another",
            "iss must be the one issuer that the server trusts (RFC 8725 section 3.8)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("iss", "https://issuer.example"));
        }
    },
    WRONG_AUDIENCE(
            "is meant for another server of the same issuer",
            "it takes every token of its issuer, so another server can use its callers' tokens here",
            "aud must contain this server (RFC 8725 section 3.9; MCP, Token Audience Binding)") {
        @Override
        String forge(Material material) {
            return material.with(Map.of("aud", "https://other.example/mcp"));
        }
    },
    NO_AUDIENCE(
            "is not meant for any server in particular",
            "it checks aud only if there is one",
            "aud must be there and contain this server (RFC 8725 section 3.9)") {
        @Override
        String forge(Material material) {
            return material.without("aud");
        }
    },
    TAMPERED_PAYLOAD(
            "changes the user and the roles of a good token, and keeps its signature",
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
            "cuts the signature off a good token",
            "it verifies a signature only if there is one",
            "nothing is not the signature of the key (RFC 7515 section 5.2)") {
        @Override
        String forge(Material material) {
            return material.good().substring(0, material.good().lastIndexOf('.') + 1);
        }
    },
    REFRESH_TOKEN(
            "is a refresh token, which its owner should show to the issuer alone",
            "it takes every JWT of the issuer for an access token",
            "a token of another kind is refused (RFC 8725 section 3.12)") {
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

    /** @param material a good token to start from, and the keys */
    abstract String forge(Material material);

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the token does, as the end of a sentence that starts with "It". */
    public String forges() {
        return forges;
    }

    /** Why a naive server falls for it. */
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
     * What an attack is made of.
     *
     * @param good a token that the server accepts
     * @param claims what it says
     * @param key the issuer's key, for attacks by somebody who has got a token signed
     * @param stranger the attacker's own key
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
