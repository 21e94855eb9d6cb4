package dev.mcpauth.authserver.clients;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.Scopes;
import java.net.URI;
import java.util.Set;

/** The rules for the metadata of clients that register themselves (RFC 7591 section 2). */
final class ClientRules {

    /** Without client_credentials: a client that registered itself must not get a token without a user's consent. */
    private static final Set<GrantType> GRANT_TYPES =
            Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE);

    private static final int MAX_REDIRECT_URIS = 20;

    private ClientRules() {}

    /**
     * Checks the metadata and completes it with defaults.
     *
     * @return the scopes that the client gets if an authorization request names none
     * @throws GeneralException {@code invalid_redirect_uri} or {@code invalid_client_metadata}, with the reason
     */
    static Scope check(ClientMetadata metadata) throws GeneralException {
        Set<ResponseType> responseTypes = metadata.getResponseTypes() == null ? Set.of() : metadata.getResponseTypes();
        metadata.applyDefaults();
        require(
                GRANT_TYPES.containsAll(metadata.getGrantTypes()),
                "grant_types may contain " + GRANT_TYPES.stream().sorted().toList());
        checkRedirects(metadata, responseTypes);
        require(
                Clients.AUTHENTICATION_METHODS.contains(metadata.getTokenEndpointAuthMethod()),
                "token_endpoint_auth_method must be one of " + Clients.AUTHENTICATION_METHODS);
        require(
                metadata.getJWKSet() == null || metadata.getJWKSetURI() == null,
                "jwks and jwks_uri exclude each other");
        return defaultScope(metadata);
    }

    private static void checkRedirects(ClientMetadata metadata, Set<ResponseType> responseTypes)
            throws GeneralException {
        boolean redirects = metadata.getGrantTypes().contains(GrantType.AUTHORIZATION_CODE);
        Set<URI> redirectUris = metadata.getRedirectionURIs() == null ? Set.of() : metadata.getRedirectionURIs();
        ErrorObject error = RegistrationError.INVALID_REDIRECT_URI;
        require(!redirects || !redirectUris.isEmpty(), error, "redirect_uris is missing");
        require(redirectUris.size() <= MAX_REDIRECT_URIS, error, "more than " + MAX_REDIRECT_URIS + " redirect_uris");
        for (URI uri : redirectUris) {
            require(
                    RedirectUris.isAcceptable(uri),
                    error,
                    "each of redirect_uris must be an https URL, or an http URL of localhost, 127.0.0.1 or [::1], with at"
                            + " most " + RedirectUris.MAX_LENGTH + " characters");
        }
        if (redirects) {
            require(metadata.getResponseTypes().equals(Set.of(ResponseType.CODE)), "response_types must be [code]");
        } else {
            require(responseTypes.isEmpty(), "response_types must be empty without the grant type authorization_code");
            metadata.setResponseTypes(Set.of());
        }
    }

    /**
     * The registered scopes are a default and not a limit: MCP clients register with the scopes of the first challenge, and
     * ask for more later (MCP 2026-07-28, Authorization, "Step-Up Authorization Flow"). So the response names all scopes that
     * the client can request, as RFC 7591 section 3.2.1 allows.
     */
    private static Scope defaultScope(ClientMetadata metadata) {
        if (metadata.getScope() == null) {
            return Scopes.DEFAULT;
        }
        Scope known = Scopes.supported(metadata.getScope());
        metadata.setScope(Scopes.SUPPORTED);
        return known.isEmpty() ? Scopes.DEFAULT : known;
    }

    private static void require(boolean good, String description) throws GeneralException {
        require(good, RegistrationError.INVALID_CLIENT_METADATA, description);
    }

    private static void require(boolean good, ErrorObject error, String description) throws GeneralException {
        if (!good) {
            throw OAuthErrors.refusal(error, description);
        }
    }
}
