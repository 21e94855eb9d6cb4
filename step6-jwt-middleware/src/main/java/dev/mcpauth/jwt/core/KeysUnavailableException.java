package dev.mcpauth.jwt.core;

/** The keys of the issuer cannot be read or fetched at the moment, so the server cannot tell whether a token is valid. */
public final class KeysUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param reason for the log */
    public KeysUnavailableException(String reason) {
        super(reason);
    }

    /** @param reason for the log */
    public KeysUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
