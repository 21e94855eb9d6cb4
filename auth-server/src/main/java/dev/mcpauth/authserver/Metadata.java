package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.mcpauth.authserver.clients.Clients;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.Scopes;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwks.PublicDocument;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Map;

/** The authorization server metadata: what this server supports, and the URLs of its endpoints (RFC 8414 section 2). */
final class Metadata {

    private final Map<String, Object> document;

    Metadata(PracticeSettings settings) {
        AuthorizationServerMetadata metadata = new AuthorizationServerMetadata(new Issuer(settings.issuer()));
        metadata.setAuthorizationEndpointURI(Paths.url(settings, Paths.AUTHORIZE));
        metadata.setTokenEndpointURI(Paths.url(settings, Paths.TOKEN));
        metadata.setRegistrationEndpointURI(Paths.url(settings, Paths.REGISTER));
        metadata.setDeviceAuthorizationEndpointURI(Paths.url(settings, Paths.DEVICE_AUTHORIZATION));
        metadata.setRevocationEndpointURI(Paths.url(settings, Paths.REVOKE));
        metadata.setRevocationEndpointAuthMethods(Clients.AUTHENTICATION_METHODS);
        metadata.setJWKSetURI(Paths.url(settings, JwksEndpoint.PATH));
        metadata.setResponseTypes(List.of(ResponseType.CODE));
        metadata.setResponseModes(List.of(ResponseMode.QUERY));
        metadata.setGrantTypes(List.of(
                GrantType.AUTHORIZATION_CODE,
                GrantType.REFRESH_TOKEN,
                GrantType.DEVICE_CODE,
                GrantType.CLIENT_CREDENTIALS));
        metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
        metadata.setTokenEndpointAuthMethods(Clients.AUTHENTICATION_METHODS);
        metadata.setScopes(Scopes.SUPPORTED);
        metadata.setSupportsAuthorizationResponseIssuerParam(true);
        metadata.setCustomParameter("client_id_metadata_document_supported", true);
        document = metadata.toJSONObject();
    }

    void addTo(RoutesConfig routes) {
        PublicDocument.addTo(routes, Paths.METADATA, () -> document);
    }
}
