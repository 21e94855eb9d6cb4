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
 * Asks the issuer about each token (RFC 7662). An active token can still be for another server, so its claims are checked like
 * those of a JWT.
 */
final class Introspection implements TokenVerification {

    private final Upstream upstream;
    private final TokenRules rules;
    private final boolean issuerRequired;
    private final ClaimVerifier claims;

    /** @param issuerRequired whether a response without {@code iss}, which RFC 7662 allows, is rejected */
    Introspection(Upstream upstream, TokenRules rules, boolean issuerRequired, Clock clock) {
        this.upstream = upstream;
        this.rules = rules;
        this.issuerRequired = issuerRequired;
        this.claims = new ClaimVerifier(rules, clock);
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        Upstream.Reply reply = upstream.postForm(Map.of("token", token, "token_type_hint", "access_token"));
        Map<String, Object> members = upstream.accepted(reply, Set.of());
        if (!(members.get("active") instanceof Boolean active)) {
            throw upstream.unavailable("active is not a boolean");
        }
        if (!active) {
            throw new TokenRejectedException(ProviderCheck.ACTIVE, "an active token", "an inactive token");
        }
        try {
            return claims.verify(asClaims(members));
        } catch (IllegalArgumentException e) {
            throw upstream.unavailable(e.getMessage());
        }
    }

    /** In a response, {@code token_type} is that of RFC 6749 section 7.1, and the user's name is {@code username}. */
    private Map<String, Object> asClaims(Map<String, Object> members) throws TokenRejectedException {
        Map<String, Object> result = new HashMap<>(members);
        Object type = result.remove("token_type");
        if (type != null && !"bearer".equalsIgnoreCase(type.toString())) {
            throw new TokenRejectedException(TokenCheck.ACCESS_TOKEN, "Bearer or none", type.toString());
        }
        if (members.get("username") instanceof String username) {
            result.putIfAbsent("preferred_username", username);
        }
        if (!issuerRequired) {
            result.putIfAbsent("iss", rules.issuer());
        }
        return result;
    }
}
