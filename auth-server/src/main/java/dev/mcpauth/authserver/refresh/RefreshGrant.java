package dev.mcpauth.authserver.refresh;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.code.Grants;
import dev.mcpauth.authserver.tokens.GrantHandler;

/** A client exchanges a refresh token for an access token and the next refresh token (RFC 6749 section 6). */
public final class RefreshGrant implements GrantHandler {

    private final Grants grants;

    public RefreshGrant(Grants grants) {
        this.grants = grants;
    }

    @Override
    public AccessTokenResponse redeem(Client client, TokenRequest request) throws GeneralException {
        RefreshTokenGrant presented = (RefreshTokenGrant) request.getAuthorizationGrant();
        return grants.redeem(client, presented.getRefreshToken(), request.getScope());
    }
}
