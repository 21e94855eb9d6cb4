package dev.mcpauth.client.auth;

import java.net.URI;
import java.util.Optional;

/**
 * The client identity that the user has chosen. All parts are optional.
 *
 * @param id the ID of a client that is registered already
 * @param metadataUrl the URL of a document with the client's metadata; this URL is also the client's ID
 */
public record ClientOptions(Optional<String> id, Optional<String> secret, Optional<URI> metadataUrl) {

    public static final ClientOptions NONE = new ClientOptions(Optional.empty(), Optional.empty(), Optional.empty());

    /** Without the secret. */
    @Override
    public String toString() {
        return "client " + id.orElse("to register");
    }
}
