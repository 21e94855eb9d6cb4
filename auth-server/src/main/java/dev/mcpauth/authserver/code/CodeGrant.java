package dev.mcpauth.authserver.code;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.tokens.GrantHandler;

/** A client exchanges an authorization code and its code verifier for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5). */
public final class CodeGrant implements GrantHandler {

    private final Grants grants;

    public CodeGrant(Grants grants) {
        this.grants = grants;
    }

    @Override
    public AccessTokenResponse redeem(Client client, TokenRequest request) throws GeneralException {
        return grants.redeem(client, (AuthorizationCodeGrant) request.getAuthorizationGrant());
    }
}
