package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import dev.mcpauth.authserver.Grants.Grant;
import dev.mcpauth.authserver.Grants.Renewal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;

/** {@code POST /token}: a client exchanges what it was given for an access token (RFC 6749 section 3.2). */
final class TokenEndpoint {

    private final PracticeSettings settings;
    private final Clients clients;
    private final Grants grants;
    private final DeviceCodes deviceCodes;
    private final AccessTokens accessTokens;

    TokenEndpoint(
            PracticeSettings settings,
            Clients clients,
            Grants grants,
            DeviceCodes deviceCodes,
            AccessTokens accessTokens) {
        this.settings = settings;
        this.clients = clients;
        this.grants = grants;
        this.deviceCodes = deviceCodes;
        this.accessTokens = accessTokens;
    }

    void addTo(RoutesConfig routes) {
        routes.post(Paths.TOKEN, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        Messages.send(ctx, answer(Messages.read(ctx, TokenEndpoint::parse)).toHTTPResponse());
    }

    private static TokenRequest parse(HTTPRequest request) throws GeneralException {
        List<String> requested = request.getBodyAsFormParameters().getOrDefault("grant_type", List.of());
        if (!requested.stream().map(GrantType::new).allMatch(Metadata.GRANT_TYPES::contains)) {
            throw new GeneralException(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
        }
        return TokenRequest.parse(request);
    }

    private AccessTokenResponse answer(TokenRequest request) throws GeneralException {
        AuthorizationGrant presented = request.getAuthorizationGrant();
        ClientInformation client = clients.authenticate(request);
        ClientID id = client.getID();
        Clients.requireGrantType(client, presented.getType());
        settings.resource().require(request.getResources());

        if (presented instanceof AuthorizationCodeGrant code) {
            return issue(client, grants.redeem(id, code));
        } else if (presented instanceof RefreshTokenGrant refresh) {
            return issue(client, grants.redeem(id, refresh.getRefreshToken(), request.getScope()));
        } else if (presented instanceof DeviceCodeGrant device) {
            Grant grant = deviceCodes.redeem(id, device.getDeviceCode());
            return issue(client, new Renewal(grant, grants.begin(grant)));
        } else { // client_credentials: the client acts for itself (RFC 6749 section 4.4)
            return accessTokens.issue(id.getValue(), id, Scopes.available(request.getScope()), null);
        }
    }

    private AccessTokenResponse issue(ClientInformation client, Renewal renewal) {
        boolean refreshes = client.getMetadata().getGrantTypes().contains(GrantType.REFRESH_TOKEN);
        RefreshToken next = refreshes ? renewal.next() : null;
        Grant grant = renewal.grant();
        return accessTokens.issue(grant.username(), grant.client(), grant.scope(), next);
    }
}
