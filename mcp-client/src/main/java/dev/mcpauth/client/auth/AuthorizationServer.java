package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.mcpauth.client.shared.Addresses;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The metadata of an authorization server (RFC 8414 section 2). Each endpoint is checked before the client uses it. */
final class AuthorizationServer {

    private final AuthorizationServerMetadata metadata;
    private final Addresses addresses;

    AuthorizationServer(AuthorizationServerMetadata metadata, Addresses addresses) {
        this.metadata = metadata;
        this.addresses = addresses;
    }

    String issuer() {
        return metadata.getIssuer().getValue();
    }

    /** Whether the server puts {@code iss} into its authorization responses (RFC 9207 section 3). */
    boolean promisesIss() {
        return metadata.supportsAuthorizationResponseIssuerParam();
    }

    /** Whether a client ID may be the URL of a document with the client's metadata. */
    boolean readsMetadataDocuments() {
        return Boolean.TRUE.equals(metadata.getCustomParameter("client_id_metadata_document_supported"));
    }

    /** The default is that of RFC 8414 section 2. */
    List<ClientAuthenticationMethod> clientAuthenticationMethods() {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        return methods == null || methods.isEmpty() ? List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC) : methods;
    }

    boolean knowsScope(String scope) {
        return metadata.getScopes() != null && metadata.getScopes().contains(scope);
    }

    Set<String> grantTypes() {
        Set<String> types = new TreeSet<>();
        if (metadata.getGrantTypes() != null) {
            metadata.getGrantTypes().forEach(type -> types.add(type.getValue()));
        }
        return types;
    }

    /**
     * A server that does not advertise PKCE would ignore the code challenge, and then anyone who sees the code can use it.
     *
     * @throws Failure unless S256 is supported (MCP 2026-07-28, Authorization, "Authorization Code Protection": MUST)
     */
    void requirePkce() {
        List<CodeChallengeMethod> methods = metadata.getCodeChallengeMethods();
        if (methods == null || !methods.contains(CodeChallengeMethod.S256)) {
            throw new Failure(
                    ExitCode.SIGN_IN,
                    "The authorization server " + issuer()
                            + " does not advertise PKCE: code_challenge_methods_supported"
                            + " lacks S256. Sign in with --device; or with --allow-unadvertised-pkce, if you know that it"
                            + " supports PKCE anyway.");
        }
    }

    URI authorizationEndpoint() {
        return required(metadata.getAuthorizationEndpointURI(), "authorization_endpoint");
    }

    URI tokenEndpoint() {
        return required(metadata.getTokenEndpointURI(), "token_endpoint");
    }

    Optional<URI> registrationEndpoint() {
        return optional(metadata.getRegistrationEndpointURI(), "registration_endpoint");
    }

    Optional<URI> deviceAuthorizationEndpoint() {
        return optional(metadata.getDeviceAuthorizationEndpointURI(), "device_authorization_endpoint");
    }

    Optional<URI> revocationEndpoint() {
        return optional(metadata.getRevocationEndpointURI(), "revocation_endpoint");
    }

    /** A URL that is not in the metadata, such as that of a page for the user. */
    URI require(URI url, String name) {
        return addresses.require(url, name);
    }

    private URI required(URI endpoint, String name) {
        return optional(endpoint, name)
                .orElseThrow(() -> new Failure(
                        ExitCode.SIGN_IN, "The metadata of the authorization server " + issuer() + " lacks " + name));
    }

    private Optional<URI> optional(URI endpoint, String name) {
        return Optional.ofNullable(endpoint).map(url -> addresses.require(url, name));
    }
}
