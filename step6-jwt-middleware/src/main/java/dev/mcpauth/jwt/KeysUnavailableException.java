package dev.mcpauth.jwt;

import com.auth0.jwk.JwkException;

/** Nobody knows whether there is such a key, because the key server does not answer. */
public final class KeysUnavailableException extends JwkException {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super("the keys cannot be fetched", cause);
    }
}
