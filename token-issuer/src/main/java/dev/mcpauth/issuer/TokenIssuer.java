package dev.mcpauth.issuer;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Issues access tokens in the profile of RFC 9068. */
public final class TokenIssuer {

    private final SigningKeys keys;
    private final String issuer;
    private final String audience;
    private final Clock clock;

    public TokenIssuer(SigningKeys keys, String issuer, String audience, Clock clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    /** The claims of a token for this request, issued now (RFC 9068 section 2.2). */
    public Map<String, Object> claims(TokenRequest request) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("sub", request.username());
        claims.put("preferred_username", request.username());
        claims.put("client_id", request.clientId());
        claims.put("scope", String.join(" ", request.scopes()));
        claims.put("scopes", request.scopes());
        claims.put("roles", request.roles());
        claims.put("iat", now);
        claims.put("nbf", Math.min(now, now + request.lifetime().toSeconds()));
        claims.put("exp", now + request.lifetime().toSeconds());
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    /**
     * Signs a token with these claims.
     *
     * @throws RuntimeException as {@link SigningKeys#current} does
     */
    public String sign(Map<String, Object> claims) {
        SigningKey key = keys.currentOrNew();
        return JWT.create()
                .withHeader(Map.of("typ", "at+jwt"))
                .withKeyId(key.kid())
                .withPayload(claims)
                .sign(Algorithm.RSA256(null, key.privateKey()));
    }

    /** Issues a token for this request. */
    public String issue(TokenRequest request) {
        return sign(claims(request));
    }
}
