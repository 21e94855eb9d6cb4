package dev.mcpauth.authserver.tokens;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.clients.Clients;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.shared.PracticeSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code POST /token}: a client exchanges an authorization grant for an access token (RFC 6749 section 3.2). */
public final class TokenEndpoint {

    private final PracticeSettings settings;
    private final Clients clients;
    private final Map<GrantType, GrantHandler> grantTypes;

    public TokenEndpoint(PracticeSettings settings, Clients clients, Map<GrantType, GrantHandler> grantTypes) {
        this.settings = settings;
        this.clients = clients;
        this.grantTypes = grantTypes;
    }

    public void addTo(RoutesConfig routes) {
        routes.post(Paths.TOKEN, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        HTTPRequest message = Messages.read(ctx);
        requireSupportedGrantType(message);
        TokenRequest request = Messages.parse(message, TokenRequest::parse, OAuth2Error.INVALID_REQUEST);
        GrantType type = request.getAuthorizationGrant().getType();
        Client client = clients.authenticate(request);
        client.require(type);
        settings.resource().require(request.getResources());
        Messages.send(ctx, grantTypes.get(type).redeem(client, request).toHTTPResponse());
    }

    /** Runs before the SDK parses the request, because the SDK accepts more grant types than this server. */
    private void requireSupportedGrantType(HTTPRequest message) throws GeneralException {
        Map<String, List<String>> form =
                Messages.parse(message, HTTPRequest::getBodyAsFormParameters, OAuth2Error.INVALID_REQUEST);
        for (String requested : form.getOrDefault("grant_type", List.of())) {
            if (grantTypes.keySet().stream().noneMatch(type -> type.getValue().equals(requested))) {
                throw new GeneralException(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
            }
        }
    }
}
