package dev.mcpauth.jwks;

/** Something that should be a key is not one that can be used. The message is a clause that ends a sentence. */
public final class UnusableKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableKeyException(String reason) {
        super(reason);
    }
}
