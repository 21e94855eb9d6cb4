package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * {@code POST /revoke}: a client does not need a refresh token any more (RFC 7009 section 2). Access tokens cannot be
 * revoked: the MCP server checks them by itself, and asks nobody. They end after ten minutes.
 */
final class RevocationEndpoint {

    private static final ErrorObject UNSUPPORTED_TOKEN_TYPE = new ErrorObject(
            "unsupported_token_type", "Access tokens cannot be revoked; they expire after ten minutes", 400);

    private final Clients clients;
    private final Grants grants;

    RevocationEndpoint(Clients clients, Grants grants) {
        this.clients = clients;
        this.grants = grants;
    }

    void addTo(RoutesConfig routes) {
        routes.post(Paths.REVOKE, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        TokenRevocationRequest request = Messages.read(ctx, TokenRevocationRequest::parse);
        ClientInformation client = clients.authenticate(request);
        String token = request.getToken().getValue();
        boolean accessToken = token.chars().filter(c -> c == '.').count() == 2; // a JWT
        if (accessToken) {
            throw new GeneralException(UNSUPPORTED_TOKEN_TYPE);
        }
        grants.revoke(client.getID(), token);
        ctx.header("Cache-Control", "no-store").removeHeader("Content-Type");
    }
}
