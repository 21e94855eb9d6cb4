package dev.mcpauth.authserver.clients;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import dev.mcpauth.authserver.shared.OAuthErrors;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a client's metadata that this server needs (RFC 7591 section 2).
 *
 * @param name as {@link ClientName} cleans it
 * @param defaultScope the scopes that it gets if it does not name any
 * @param trusted whether this server knows the client from the start; all other clients have registered themselves
 */
public record Client(
        String id,
        String name,
        List<String> redirectUris,
        Set<GrantType> grantTypes,
        Scope defaultScope,
        Optional<String> secret,
        boolean trusted) {

    static Client of(String id, ClientMetadata metadata, Scope defaultScope, Optional<String> secret, boolean trusted) {
        Collection<URI> redirectUris = metadata.getRedirectionURIs() == null ? Set.of() : metadata.getRedirectionURIs();
        return new Client(
                id,
                ClientName.clean(metadata.getName()),
                redirectUris.stream().map(URI::toString).toList(),
                Set.copyOf(metadata.getGrantTypes()),
                defaultScope,
                secret,
                trusted);
    }

    /** @throws GeneralException {@code unauthorized_client} if the client has not registered for the grant type */
    public void require(GrantType type) throws GeneralException {
        if (!grantTypes.contains(type)) {
            throw OAuthErrors.refusal(
                    OAuth2Error.UNAUTHORIZED_CLIENT, "The client is not registered for the grant type " + type);
        }
    }

    /** The length of all its texts, to estimate the memory that it needs. */
    public long characters() {
        return id.length()
                + name.length()
                + secret.map(String::length).orElse(0)
                + redirectUris.stream().mapToLong(uri -> uri.length() + 60L).sum();
    }
}
