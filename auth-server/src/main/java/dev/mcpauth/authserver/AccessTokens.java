package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.mcpauth.issuer.PracticeUser;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.issuer.TokenRequest;
import java.time.Clock;
import java.time.Duration;

/** Access tokens, exactly as the token tool makes them, but for ten minutes. */
final class AccessTokens {

    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TokenIssuer issuer;

    AccessTokens(PracticeSettings settings, Clock clock) {
        issuer = new TokenIssuer(
                new SigningKeys(settings.keys()),
                settings.issuer(),
                settings.resource().audience(),
                clock);
    }

    /** @param refreshToken for the next one; {@code null} if there shall be none */
    AccessTokenResponse issue(String username, ClientID client, Scope scope, RefreshToken refreshToken) {
        String token = issuer.issue(new TokenRequest(
                username, scope.toStringList(), PracticeUser.rolesOf(username), client.getValue(), LIFETIME));
        BearerAccessToken accessToken = new BearerAccessToken(token, LIFETIME.toSeconds(), scope);
        return new AccessTokenResponse(new Tokens(accessToken, refreshToken));
    }
}
