package dev.mcpauth.authserver.tokens;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import dev.mcpauth.authserver.clients.Client;

/** Exchanges the authorization grants of one type for tokens (RFC 6749 section 1.3). */
@FunctionalInterface
public interface GrantHandler {

    /**
     * @param client the authenticated client, which has registered for this grant type
     * @throws GeneralException if the grant gives the client no token
     */
    AccessTokenResponse redeem(Client client, TokenRequest request) throws GeneralException;
}
