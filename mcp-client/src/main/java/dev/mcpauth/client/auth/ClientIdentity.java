package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.util.Optional;

/**
 * The identity of this client at one authorization server.
 *
 * @param secret empty for a public client
 * @param method how the client authenticates at the token endpoint
 * @param port the port of the redirect URI that it registered; 0 if any port will do
 */
record ClientIdentity(String id, Optional<String> secret, ClientAuthenticationMethod method, Kind kind, int port) {

    enum Kind {
        PREREGISTERED("pre-registered"),
        METADATA_DOCUMENT("by metadata document"),
        DYNAMIC("dynamically registered");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    ClientID clientId() {
        return new ClientID(id);
    }

    /** The authentication of a confidential client (RFC 6749 section 2.3.1); nothing for a public client. */
    Optional<ClientAuthentication> authentication() {
        return secret.filter(value -> !method.equals(ClientAuthenticationMethod.NONE))
                .map(Secret::new)
                .map(value -> method.equals(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        ? new ClientSecretPost(clientId(), value)
                        : new ClientSecretBasic(clientId(), value));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return id + " (" + kind + ")";
    }
}
