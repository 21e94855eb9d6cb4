package dev.mcpauth.authserver.tokens;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.shared.Scopes;
import dev.mcpauth.authserver.shared.User;

/** A client acts for itself, without a user (RFC 6749 section 4.4). */
public final class ClientCredentialsGrant implements GrantHandler {

    private final AccessTokens accessTokens;

    public ClientCredentialsGrant(AccessTokens accessTokens) {
        this.accessTokens = accessTokens;
    }

    @Override
    public AccessTokenResponse redeem(Client client, TokenRequest request) throws GeneralException {
        Scope scope = Scopes.available(request.getScope(), client.defaultScope());
        return AccessTokens.response(accessTokens.issue(User.named(client.id()), client.id(), scope), null);
    }
}
