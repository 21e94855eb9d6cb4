package dev.mcpauth.jwks;

/** A text or a file does not contain a usable key. The message is the end of a sentence. */
public final class UnusableKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableKeyException(String reason) {
        super(reason);
    }
}
