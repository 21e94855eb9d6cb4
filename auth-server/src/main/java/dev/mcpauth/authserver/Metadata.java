package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwks.PublicDocument;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Map;

/** What this server can do, for clients to read first (RFC 8414 section 2). */
final class Metadata {

    static final List<GrantType> GRANT_TYPES = List.of(
            GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE, GrantType.CLIENT_CREDENTIALS);

    static final List<ClientAuthenticationMethod> CLIENT_AUTHENTICATION = List.of(
            ClientAuthenticationMethod.NONE,
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST);

    private final Map<String, Object> document;

    Metadata(PracticeSettings settings) {
        AuthorizationServerMetadata metadata = new AuthorizationServerMetadata(new Issuer(settings.issuer()));
        metadata.setAuthorizationEndpointURI(Paths.url(settings, Paths.AUTHORIZE));
        metadata.setTokenEndpointURI(Paths.url(settings, Paths.TOKEN));
        metadata.setRegistrationEndpointURI(Paths.url(settings, Paths.REGISTER));
        metadata.setDeviceAuthorizationEndpointURI(Paths.url(settings, Paths.DEVICE_AUTHORIZATION));
        metadata.setRevocationEndpointURI(Paths.url(settings, Paths.REVOKE));
        metadata.setRevocationEndpointAuthMethods(CLIENT_AUTHENTICATION);
        metadata.setJWKSetURI(Paths.url(settings, JwksEndpoint.PATH));
        metadata.setResponseTypes(List.of(ResponseType.CODE));
        metadata.setResponseModes(List.of(ResponseMode.QUERY));
        metadata.setGrantTypes(GRANT_TYPES);
        metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
        metadata.setTokenEndpointAuthMethods(CLIENT_AUTHENTICATION);
        metadata.setScopes(Scopes.SUPPORTED);
        metadata.setSupportsAuthorizationResponseIssuerParam(true);
        metadata.setCustomParameter("client_id_metadata_document_supported", true);
        document = metadata.toJSONObject();
    }

    void addTo(RoutesConfig routes) {
        PublicDocument.addTo(routes, Paths.METADATA, () -> document);
    }
}
