package dev.mcpauth.providers;

import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.ClaimVerifier;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks GitHub whether a token belongs to this app ({@code POST /applications/CLIENT_ID/token}). {@code GET /user} would accept
 * the token of any app, and personal access tokens.
 */
final class GitHubTokens implements TokenVerification {

    /**
     * A token without an expiry counts as one that expires after this time, so the tokens of open streams are verified again.
     */
    static final Duration WITHOUT_EXPIRY = Duration.ofHours(1);

    private final Upstream upstream;
    private final String clientId;
    private final TokenRules rules;
    private final Clock clock;
    private final ClaimVerifier claims;

    GitHubTokens(Upstream upstream, String clientId, TokenRules rules, Clock clock) {
        this.upstream = upstream;
        this.clientId = clientId;
        this.rules = rules;
        this.clock = clock;
        this.claims = new ClaimVerifier(rules, clock);
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        Upstream.Reply reply = upstream.postJson(Map.of("access_token", token));
        Map<String, Object> members = upstream.accepted(reply, Set.of(404, 422));
        try {
            return claims.verify(asClaims(members));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw upstream.unavailable("a member of the response is malformed");
        }
    }

    private Map<String, Object> asClaims(Map<String, Object> members) throws TokenRejectedException {
        Object app = object(members, "app").get("client_id");
        if (!clientId.equals(app)) {
            throw new TokenRejectedException(TokenCheck.AUDIENCE, clientId, String.valueOf(app));
        }
        Map<?, ?> user = object(members, "user");
        Map<String, Object> result = new HashMap<>();
        result.put("iss", rules.issuer());
        result.put("aud", rules.audience());
        result.put("client_id", clientId);
        if (user.get("id") instanceof Number id) { // logins can change hands
            result.put("sub", id.toString());
        }
        result.put("preferred_username", user.get("login"));
        result.put("scope", members.getOrDefault("scopes", List.of()));
        Instant expiry = members.get("expires_at") instanceof String time
                ? Instant.parse(time)
                : clock.instant().plus(WITHOUT_EXPIRY);
        result.put("exp", expiry.getEpochSecond());
        return result;
    }

    private static Map<?, ?> object(Map<String, Object> members, String name) {
        return members.get(name) instanceof Map<?, ?> object ? object : Map.of();
    }
}
