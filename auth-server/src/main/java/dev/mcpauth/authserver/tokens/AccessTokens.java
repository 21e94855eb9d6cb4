package dev.mcpauth.authserver.tokens;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.User;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.issuer.TokenRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Issues access tokens with the claims of the token tool; each is valid for ten minutes. */
public final class AccessTokens {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TokenIssuer issuer;

    public AccessTokens(PracticeSettings settings, Clock clock) {
        issuer = new TokenIssuer(
                new SigningKeys(settings.keys()),
                settings.issuer(),
                settings.resource().audience(),
                clock);
    }

    /** @throws RuntimeException if the signing key cannot be used; a client must not lose a code or token because of that */
    public BearerAccessToken issue(User user, String clientId, Scope scope) {
        Map<String, Object> claims = issuer.claims(
                new TokenRequest(user.username(), scope.toStringList(), user.roles(), clientId, LIFETIME));
        claims.put("sub", user.subject());
        return new BearerAccessToken(issuer.sign(claims), LIFETIME.toSeconds(), scope);
    }

    /** @param refreshToken {@code null} for a response without a refresh token */
    public static AccessTokenResponse response(BearerAccessToken accessToken, RefreshToken refreshToken) {
        return new AccessTokenResponse(new Tokens(accessToken, refreshToken));
    }
}
