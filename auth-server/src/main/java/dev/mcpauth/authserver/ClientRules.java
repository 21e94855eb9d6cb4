package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import java.net.URI;
import java.util.Set;

/** What a client that nobody knows may say of itself (RFC 7591 section 2). */
final class ClientRules {

    /** Not client_credentials: a client that anybody can register must not get a token without a user's consent. */
    private static final Set<GrantType> GRANT_TYPES =
            Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE);

    private ClientRules() {}

    /** @throws GeneralException {@code invalid_redirect_uri} or {@code invalid_client_metadata}, naming what is wrong */
    static void check(ClientMetadata metadata) throws GeneralException {
        boolean redirects = metadata.getGrantTypes().contains(GrantType.AUTHORIZATION_CODE);
        Set<URI> redirectUris = metadata.getRedirectionURIs() == null ? Set.of() : metadata.getRedirectionURIs();
        if (redirects && redirectUris.isEmpty()) {
            throw Messages.refusal(RegistrationError.INVALID_REDIRECT_URI, "redirect_uris is missing");
        }
        for (URI uri : redirectUris) {
            require(
                    RedirectUris.isAcceptable(uri),
                    RegistrationError.INVALID_REDIRECT_URI,
                    uri + " is neither an https URL nor an http URL of localhost");
        }
        require(
                GRANT_TYPES.containsAll(metadata.getGrantTypes()),
                RegistrationError.INVALID_CLIENT_METADATA,
                "grant_types may be " + GRANT_TYPES.stream().sorted().toList());
        require(
                !redirects || metadata.getResponseTypes().equals(Set.of(ResponseType.CODE)),
                RegistrationError.INVALID_CLIENT_METADATA,
                "response_types may be [code]");
        ClientAuthenticationMethod method = metadata.getTokenEndpointAuthMethod();
        require(
                Metadata.CLIENT_AUTHENTICATION.contains(method),
                RegistrationError.INVALID_CLIENT_METADATA,
                "token_endpoint_auth_method may be one of " + Metadata.CLIENT_AUTHENTICATION);
    }

    private static void require(boolean good, ErrorObject error, String description) throws GeneralException {
        if (!good) {
            throw Messages.refusal(error, description);
        }
    }
}
