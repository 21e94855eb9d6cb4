package dev.mcpauth.jwt;

/**
 * A request that gets no further, with the answer that it gets instead (RFC 6750 section 3.1).
 *
 * <p>The body repeats the code and the sentence of the challenge for clients that don't read headers.
 */
public final class BearerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Challenge challenge;

    /**
     * @param error the code in the body
     * @param description one fixed sentence, for the body
     * @param challenge what the client must do to get in
     */
    public BearerException(int status, String error, String description, Challenge challenge) {
        super(description, null, false, false);
        this.status = status;
        this.error = error;
        this.challenge = challenge;
    }

    /** There is no token. The challenge has no error code: nothing was wrong with what there was. */
    static BearerException tokenMissing() {
        return new BearerException(401, "unauthorized", "An access token is required", Challenge.bearer());
    }

    static BearerException invalidToken(Refusal reason) {
        return withError(401, "invalid_token", reason.sentence());
    }

    static BearerException invalidRequest(String description) {
        return withError(400, "invalid_request", description);
    }

    private static BearerException withError(int status, String error, String description) {
        return new BearerException(
                status,
                error,
                description,
                Challenge.bearer().with("error", error).with("error_description", description));
    }

    public int status() {
        return status;
    }

    public String error() {
        return error;
    }

    public Challenge challenge() {
        return challenge;
    }
}
