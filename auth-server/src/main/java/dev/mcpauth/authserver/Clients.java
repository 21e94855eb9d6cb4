package dev.mcpauth.authserver;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.oauth2.sdk.AbstractOptionallyIdentifiedRequest;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.mcpauth.issuer.TokenRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;

/** Who may ask for tokens: two clients that this server knows from the start, those that registered, and those that publish what they are. */
final class Clients {

    /** How long a client that registered is remembered. */
    static final Duration LIFETIME = Duration.ofHours(24);

    /** Anybody can register, so not for ever, and not too many. */
    static final int MAX_REGISTERED = 1000;

    private static final ClientID SERVICE = new ClientID("mcp-service");

    private final Clock clock;
    private final boolean announceSecret;
    private final Map<ClientID, ClientInformation> preregistered;
    private final Cache<ClientID, ClientInformation> registered;
    private final ClientIdMetadataDocuments documents;

    Clients(PracticeSettings settings, Clock clock) {
        this.clock = clock;
        announceSecret = settings.serviceSecret().isEmpty();
        ClientInformation test = testClient();
        ClientInformation service = serviceClient(settings.serviceSecret().orElseGet(Secrets::next));
        preregistered = Map.of(test.getID(), test, service.getID(), service);
        registered = Store.of(clock, LIFETIME, MAX_REGISTERED);
        documents = new ClientIdMetadataDocuments(settings.forThisMachine(), clock);
    }

    private static ClientInformation testClient() {
        ClientMetadata metadata = new ClientMetadata();
        metadata.setName("MCP test client");
        metadata.setRedirectionURIs(Set.of(
                URI.create("http://localhost/"),
                URI.create("http://localhost/callback"),
                URI.create("http://localhost/oauth/callback"),
                URI.create("http://127.0.0.1/"),
                URI.create("http://127.0.0.1/callback"),
                URI.create("http://127.0.0.1/oauth/callback")));
        metadata.setGrantTypes(Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE));
        metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.NONE);
        return new ClientInformation(new ClientID(TokenRequest.TEST_CLIENT), null, metadata, null);
    }

    private static ClientInformation serviceClient(String secret) {
        ClientMetadata metadata = new ClientMetadata();
        metadata.setName("MCP service");
        metadata.setGrantTypes(Set.of(GrantType.CLIENT_CREDENTIALS));
        metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return new ClientInformation(SERVICE, null, metadata, new Secret(secret));
    }

    /** Prints the one secret that somebody has to be told; not one that they have chosen themselves. */
    void announceServiceSecret(Logger log) {
        if (announceSecret) {
            log.info(
                    "Client {} has the secret {}",
                    SERVICE,
                    preregistered.get(SERVICE).getSecret().getValue());
        }
    }

    /**
     * Gives a client an id, and a secret if it wants to use one (RFC 7591 section 3.2.1).
     *
     * @param metadata as {@link ClientRules} has found it good
     */
    ClientInformation register(ClientMetadata metadata) {
        Instant now = clock.instant();
        boolean confidential = !metadata.getTokenEndpointAuthMethod().equals(ClientAuthenticationMethod.NONE);
        Secret secret = confidential ? new Secret(Secrets.next(), Date.from(now.plus(LIFETIME))) : null;
        ClientInformation client =
                new ClientInformation(new ClientID(Secrets.next()), Date.from(now), metadata, secret);
        registered.put(client.getID(), client);
        return client;
    }

    /** @throws GeneralException {@code invalid_client} if there is no such client */
    ClientInformation find(ClientID id) throws GeneralException {
        ClientInformation client = preregistered.getOrDefault(id, registered.getIfPresent(id));
        if (client != null) {
            return client;
        }
        if (id.getValue().startsWith("https://")) {
            return documents.fetch(id);
        }
        throw invalidClient("There is no client with this client_id; it may have to register again");
    }

    /**
     * The client that sends a request, by its secret if it has one (RFC 6749 section 2.3).
     *
     * @throws GeneralException {@code invalid_client} if it is not who it says it is
     */
    ClientInformation authenticate(AbstractOptionallyIdentifiedRequest request) throws GeneralException {
        ClientAuthentication proof = request.getClientAuthentication();
        if (proof == null && request.getClientID() == null) {
            throw Messages.refusal(OAuth2Error.INVALID_REQUEST, "client_id is missing");
        }
        ClientInformation client = find(proof == null ? request.getClientID() : proof.getClientID());
        boolean proven = client.getSecret() == null
                ? proof == null
                : proof instanceof PlainClientSecret presented
                        && Secrets.equal(
                                client.getSecret().getValue(),
                                presented.getClientSecret().getValue());
        if (!proven) {
            throw invalidClient("The client has not proven who it is");
        }
        return client;
    }

    static void requireGrantType(ClientInformation client, GrantType type) throws GeneralException {
        if (!client.getMetadata().getGrantTypes().contains(type)) {
            throw Messages.refusal(
                    OAuth2Error.UNAUTHORIZED_CLIENT, "This client has not registered for the grant type " + type);
        }
    }

    private static GeneralException invalidClient(String description) {
        return Messages.refusal(OAuth2Error.INVALID_CLIENT, description);
    }
}
