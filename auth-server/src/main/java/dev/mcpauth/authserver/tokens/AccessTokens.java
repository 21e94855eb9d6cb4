package dev.mcpauth.authserver.tokens;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.issuer.PracticeUser;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.issuer.TokenRequest;
import java.time.Clock;
import java.time.Duration;

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
    public BearerAccessToken issue(String username, String clientId, Scope scope) {
        String token = issuer.issue(
                new TokenRequest(username, scope.toStringList(), PracticeUser.rolesOf(username), clientId, LIFETIME));
        return new BearerAccessToken(token, LIFETIME.toSeconds(), scope);
    }

    /** @param refreshToken {@code null} for a response without a refresh token */
    public static AccessTokenResponse response(BearerAccessToken accessToken, RefreshToken refreshToken) {
        return new AccessTokenResponse(new Tokens(accessToken, refreshToken));
    }
}
