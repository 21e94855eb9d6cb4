package dev.mcpauth.jwt;

/** A token is not accepted. */
public final class TokenRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    public TokenRefusedException(Refusal reason) {
        super(reason.sentence(), null, false, false);
        this.reason = reason;
    }

    public Refusal reason() {
        return reason;
    }
}
