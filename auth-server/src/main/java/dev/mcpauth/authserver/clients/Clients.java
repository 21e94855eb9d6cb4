package dev.mcpauth.authserver.clients;

import com.nimbusds.oauth2.sdk.AbstractOptionallyIdentifiedRequest;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.mcpauth.authserver.shared.BoundedStore;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.Scopes;
import dev.mcpauth.authserver.shared.Secrets;
import dev.mcpauth.authserver.shared.UnavailableException;
import dev.mcpauth.issuer.TokenRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;

/** All clients: two that this server knows from the start, those that register, and those that publish a metadata document. */
public final class Clients {

    public static final List<ClientAuthenticationMethod> AUTHENTICATION_METHODS = List.of(
            ClientAuthenticationMethod.NONE,
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST);

    /** How long a registration is kept. */
    private static final Duration LIFETIME = Duration.ofHours(24);

    private static final BoundedStore.Limits LIMITS = new BoundedStore.Limits(1000, 16 << 20, 500);
    private static final String SERVICE = "mcp-service";

    private final Clock clock;
    private final boolean announceSecret;
    private final Map<String, Client> preregistered;
    private final BoundedStore<Client> registered;
    private final ClientIdMetadataDocuments documents;

    public Clients(PracticeSettings settings, Clock clock) {
        this.clock = clock;
        announceSecret = settings.serviceSecret().isEmpty() && !settings.signsInElsewhere();
        Map<String, Client> known = new HashMap<>(Map.of(TokenRequest.TEST_CLIENT, testClient()));
        if (announceSecret || settings.serviceSecret().isPresent()) {
            known.put(SERVICE, serviceClient(settings.serviceSecret().orElseGet(Secrets::next)));
        }
        preregistered = Map.copyOf(known);
        registered = new BoundedStore<>("registered clients", clock, LIFETIME, LIMITS);
        documents = new ClientIdMetadataDocuments(settings.forThisMachine(), clock);
    }

    private static Client testClient() {
        return new Client(
                TokenRequest.TEST_CLIENT,
                "MCP test client",
                List.of(
                        "http://localhost/",
                        "http://localhost/callback",
                        "http://localhost/oauth/callback",
                        "http://127.0.0.1/",
                        "http://127.0.0.1/callback",
                        "http://127.0.0.1/oauth/callback"),
                Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE),
                Scopes.DEFAULT,
                Optional.empty(),
                true);
    }

    private static Client serviceClient(String secret) {
        return new Client(
                SERVICE,
                "MCP service",
                List.of(),
                Set.of(GrantType.CLIENT_CREDENTIALS),
                Scopes.DEFAULT,
                Optional.of(secret),
                true);
    }

    /** Prints the secret of {@code mcp-service} if this start has generated it. A secret from the settings is never printed. */
    public void announceServiceSecret(Logger log) {
        if (announceSecret) {
            log.info(
                    "Client {} has the secret {}",
                    SERVICE,
                    preregistered.get(SERVICE).secret().orElseThrow());
        }
    }

    /**
     * Gives a client an ID, and a secret unless it is a public client (RFC 7591 section 3.2.1).
     *
     * @param metadata as {@link ClientRules} has checked and completed it
     * @param defaultScope the scopes that the client gets if it does not name any
     * @param address the address of the client, for the limit per address
     * @throws UnavailableException if too many clients are registered
     */
    ClientInformation register(ClientMetadata metadata, Scope defaultScope, String address)
            throws UnavailableException {
        Instant now = clock.instant();
        boolean confidential = !metadata.getTokenEndpointAuthMethod().equals(ClientAuthenticationMethod.NONE);
        Secret secret = confidential ? new Secret(Secrets.next(), Date.from(now.plus(LIFETIME))) : null;
        String id = Secrets.next();
        Client client = Client.of(
                id, metadata, defaultScope, Optional.ofNullable(secret).map(Secret::getValue), false);
        registered.put(id, client, client.characters(), address);
        return new ClientInformation(new ClientID(id), Date.from(now), metadata, secret);
    }

    /**
     * @throws GeneralException {@code invalid_client} if there is no such client
     * @throws UnavailableException if its metadata document cannot be fetched now
     */
    public Client find(String id) throws GeneralException {
        Client client = preregistered.get(id);
        if (client == null) {
            client = registered.find(id).orElse(null);
        }
        if (client != null) {
            return client;
        }
        if (id.startsWith("https://")) {
            return documents.find(id);
        }
        throw invalidClient("No client has this client_id; the client may have to register again");
    }

    /**
     * Authenticates the client that sends a request, by its secret if it has one (RFC 6749 section 2.3).
     *
     * @throws GeneralException {@code invalid_client} if the authentication fails
     */
    public Client authenticate(AbstractOptionallyIdentifiedRequest request) throws GeneralException {
        ClientAuthentication presented = request.getClientAuthentication();
        if (presented == null && request.getClientID() == null) {
            throw OAuthErrors.invalidRequest("client_id is missing");
        }
        ClientID id = presented == null ? request.getClientID() : presented.getClientID();
        Client client = find(id.getValue());
        boolean authenticated = client.secret().isEmpty()
                ? presented == null
                : presented instanceof PlainClientSecret plain
                        && Secrets.equal(
                                client.secret().get(), plain.getClientSecret().getValue());
        if (!authenticated) {
            throw invalidClient("The client authentication failed");
        }
        return client;
    }

    private static GeneralException invalidClient(String description) {
        return OAuthErrors.refusal(OAuth2Error.INVALID_CLIENT, description);
    }
}
