package dev.mcpauth.providers;

import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.ClaimVerifier;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerification;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Asks Google's {@code tokeninfo} about each token. The audience of a Google token is the client to which it was issued, so
 * the client must be in the allowlist.
 */
final class GoogleTokens implements TokenVerification {

    private final Upstream upstream;
    private final TokenRules rules;
    private final ClaimVerifier claims;

    /** @param rules with the client ids */
    GoogleTokens(Upstream upstream, TokenRules rules, Clock clock) {
        this.upstream = upstream;
        this.rules = rules;
        this.claims = new ClaimVerifier(rules, clock);
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        Upstream.Reply reply = upstream.postForm(Map.of("access_token", token));
        Map<String, Object> members = upstream.accepted(reply, Set.of(400));
        try {
            return claims.verify(asClaims(members));
        } catch (IllegalArgumentException e) {
            throw upstream.unavailable("a member of the response is malformed");
        }
    }

    /** All members are strings, including the time and the boolean. */
    private Map<String, Object> asClaims(Map<String, Object> members) throws TokenRejectedException {
        Object audience = members.get("aud");
        if (!(audience instanceof String client) || !rules.clientIds().contains(client)) {
            throw new TokenRejectedException(
                    TokenCheck.AUDIENCE, rules.clientIds().toString(), String.valueOf(audience));
        }
        Map<String, Object> result = new HashMap<>(members);
        result.put("iss", rules.issuer());
        result.put("aud", rules.audience());
        result.put("exp", Long.parseLong(String.valueOf(members.get("exp"))));
        if ("true".equals(members.get("email_verified"))) {
            result.putIfAbsent("preferred_username", members.get("email"));
        }
        return result;
    }
}
