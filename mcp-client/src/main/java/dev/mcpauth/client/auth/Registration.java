package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientInformationResponse;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.openid.connect.sdk.rp.ApplicationType;
import com.nimbusds.openid.connect.sdk.rp.OIDCClientMetadata;
import dev.mcpauth.client.auth.ClientIdentity.Kind;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who this client is: a client that the user has registered, else the URL of its metadata document, else a client that
 * registers itself (MCP 2026-07-28, Authorization, "Client Registration Approaches"). An identity belongs to its issuer: the
 * client never shows it to another one.
 */
final class Registration {

    /** In order of preference: a program on the user's machine cannot keep a secret (RFC 8252 section 8.5). */
    private static final List<ClientAuthenticationMethod> METHODS = List.of(
            ClientAuthenticationMethod.NONE,
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST);

    private final OAuthHttp http;
    private final ClientOptions options;

    Registration(OAuthHttp http, ClientOptions options) {
        this.http = http;
        this.options = options;
    }

    /**
     * @param redirect where the browser returns to; empty for the device flow
     * @param before the credentials that this client had for the MCP server
     */
    ClientIdentity identify(AuthorizationServer server, Optional<URI> redirect, Optional<Credentials> before) {
        Optional<ClientIdentity> known = before.map(Credentials::client);
        Optional<String> id = options.id()
                .or(() -> known.filter(client -> client.kind() == Kind.PREREGISTERED)
                        .map(ClientIdentity::id));
        if (id.isPresent()) {
            return preregistered(id.get(), server, before);
        }
        if (options.metadataUrl().isPresent() && server.readsMetadataDocuments()) {
            return new ClientIdentity(
                    options.metadataUrl().get().toString(),
                    Optional.empty(),
                    ClientAuthenticationMethod.NONE,
                    Kind.METADATA_DOCUMENT,
                    0);
        }
        int port = redirect.map(URI::getPort).orElse(0);
        return before.filter(credentials -> credentials.issuer().equals(server.issuer()))
                .map(Credentials::client)
                .filter(client -> client.kind() == Kind.DYNAMIC && client.port() == port)
                .or(() -> server.registrationEndpoint().map(endpoint -> register(endpoint, server, redirect)))
                .orElseThrow(() -> new Failure(
                        ExitCode.SIGN_IN,
                        "The authorization server " + server.issuer() + " does not let clients register themselves."
                                + " Register a client there, with the redirect URI http://127.0.0.1/callback, and pass its"
                                + " ID with --client-id"
                                + (server.readsMetadataDocuments()
                                        ? "; or publish a metadata document and pass --client-metadata-url."
                                        : ".")));
    }

    private ClientIdentity preregistered(String id, AuthorizationServer server, Optional<Credentials> before) {
        Optional<Credentials> sameClient =
                before.filter(credentials -> credentials.client().id().equals(id));
        sameClient
                .filter(credentials -> !credentials.issuer().equals(server.issuer()))
                .ifPresent(credentials -> {
                    throw new Failure(
                            ExitCode.SIGN_IN,
                            "The client " + id + " is registered with " + credentials.issuer()
                                    + ", but the server now names "
                                    + server.issuer()
                                    + ". If that is right, run logout, and sign in with a client ID of "
                                    + server.issuer() + ".");
                });
        Optional<String> secret = options.secret()
                .or(() -> sameClient.flatMap(credentials -> credentials.client().secret()));
        ClientAuthenticationMethod method = secret.isEmpty()
                ? ClientAuthenticationMethod.NONE
                : METHODS.stream()
                        .skip(1)
                        .filter(server.clientAuthenticationMethods()::contains)
                        .findFirst()
                        .orElse(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return new ClientIdentity(id, secret, method, Kind.PREREGISTERED, 0);
    }

    /** RFC 7591 section 3. */
    private ClientIdentity register(URI endpoint, AuthorizationServer server, Optional<URI> redirect) {
        OIDCClientMetadata metadata = new OIDCClientMetadata();
        metadata.setName("mcp-client of MCP Auth, Step by Step");
        metadata.setApplicationType(ApplicationType.NATIVE);
        metadata.setTokenEndpointAuthMethod(METHODS.stream()
                .filter(server.clientAuthenticationMethods()::contains)
                .findFirst()
                .orElse(ClientAuthenticationMethod.NONE));
        if (redirect.isPresent()) {
            metadata.setRedirectionURI(redirect.get());
            metadata.setResponseTypes(Set.of(ResponseType.CODE));
            metadata.setGrantTypes(Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));
        } else {
            metadata.setGrantTypes(Set.of(GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN));
        }
        HTTPResponse response = http.send(new ClientRegistrationRequest(endpoint, metadata, null).toHTTPRequest());
        try {
            TokenEndpoint.refuseError(response);
            ClientInformation client = ClientInformationResponse.parse(response).getClientInformation();
            return new ClientIdentity(
                    client.getID().getValue(),
                    Optional.ofNullable(client.getSecret()).map(Secret::getValue),
                    Optional.ofNullable(client.getMetadata().getTokenEndpointAuthMethod())
                            .orElse(metadata.getTokenEndpointAuthMethod()),
                    Kind.DYNAMIC,
                    redirect.map(URI::getPort).orElse(0));
        } catch (OAuthError e) {
            throw new Failure(
                    ExitCode.SIGN_IN,
                    "The authorization server " + server.issuer() + " refused to register this client ("
                            + e.getMessage() + "). Register a client there, and pass its ID with --client-id.",
                    e);
        } catch (ParseException e) {
            throw OAuthHttp.unreadable(endpoint, e);
        }
    }
}
