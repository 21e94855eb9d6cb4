package dev.mcpauth.authserver.refresh;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.clients.Clients;
import dev.mcpauth.authserver.code.Grants;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.http.Paths;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * {@code POST /revoke}: a client revokes its refresh token (RFC 7009 section 2). Access tokens cannot be revoked: MCP servers
 * verify them without asking this server, until they expire after ten minutes.
 */
public final class RevocationEndpoint {

    private static final ErrorObject UNSUPPORTED_TOKEN_TYPE = new ErrorObject(
            "unsupported_token_type", "Access tokens cannot be revoked; they expire after ten minutes", 400);

    private final Clients clients;
    private final Grants grants;

    public RevocationEndpoint(Clients clients, Grants grants) {
        this.clients = clients;
        this.grants = grants;
    }

    public void addTo(RoutesConfig routes) {
        routes.post(Paths.REVOKE, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        TokenRevocationRequest request = Messages.read(ctx, TokenRevocationRequest::parse);
        Client client = clients.authenticate(request);
        String token = request.getToken().getValue();
        boolean accessToken = token.chars().filter(c -> c == '.').count() == 2; // a JWT
        if (accessToken) {
            throw new GeneralException(UNSUPPORTED_TOKEN_TYPE);
        }
        grants.revoke(client, token);
        ctx.header("Cache-Control", "no-store").removeHeader("Content-Type");
    }
}
