package dev.mcpauth.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.jwks.KeyFixture;
import java.security.KeyPair;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens for tests. Immutable: each method returns a copy with one change.
 *
 * @param kid the key id in the header; {@code null} leaves it out
 */
public record TokenFixture(KeyPair pair, String kid, Map<String, Object> header, Map<String, Object> claims) {

    public static final String ISSUER = "http://localhost:9001";
    public static final String PUBLIC_URL = "http://localhost:9000";
    public static final String AUDIENCE = PUBLIC_URL + "/mcp";

    /** A valid token, issued at this time and signed with this key. */
    public static TokenFixture valid(KeyPair pair, Instant now) {
        return new TokenFixture(
                pair,
                KeyFixture.kid(pair),
                Map.of("typ", "at+jwt"),
                Map.of(
                        "iss",
                        ISSUER,
                        "aud",
                        AUDIENCE,
                        "sub",
                        "user-1",
                        "preferred_username",
                        "alice",
                        "client_id",
                        "test-client",
                        "scope",
                        "mcp:read mcp:tools",
                        "roles",
                        List.of("user"),
                        "iat",
                        now,
                        "exp",
                        now.plusSeconds(600)));
    }

    /** The settings of a server that accepts tokens of these keys, on a free port. */
    public static Map<String, String> settings(KeyFixture keys) {
        return Map.of("MCP_PORT", "0", "MCP_KEYS_DIR", keys.folder().toString(), "MCP_PUBLIC_URL", PUBLIC_URL);
    }

    public TokenFixture with(String claim, Object value) {
        Map<String, Object> more = new HashMap<>(claims);
        more.put(claim, value);
        return new TokenFixture(pair, kid, header, more);
    }

    public TokenFixture without(String claim) {
        Map<String, Object> less = new HashMap<>(claims);
        less.remove(claim);
        return new TokenFixture(pair, kid, header, less);
    }

    public TokenFixture withHeader(String name, Object value) {
        Map<String, Object> more = new HashMap<>(header);
        more.put(name, value);
        return new TokenFixture(pair, kid, more, claims);
    }

    public TokenFixture withKid(String other) {
        return new TokenFixture(pair, other, header, claims);
    }

    public TokenFixture signedBy(KeyPair other) {
        return new TokenFixture(other, kid, header, claims);
    }

    public String token() {
        return token(Algorithm.RSA256(null, KeyFixture.signer(pair)));
    }

    public String token(Algorithm algorithm) {
        JWTCreator.Builder builder = JWT.create().withPayload(claims).withHeader(header);
        if (kid != null) {
            builder.withKeyId(kid);
        }
        return builder.sign(algorithm);
    }
}
