package dev.mcpauth.jwt.core;

/**
 * A check has failed. Callers may see only {@link TokenCheck#sentence}; what was expected and found is for the log. It is
 * never the token or its signature, but it comes from an untrusted token.
 */
public final class TokenRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final TokenCheck check;
    private final String expected;
    private final String found;

    TokenRejectedException(TokenCheck check, String expected, String found) {
        super(check.sentence(), null, false, false); // a response, not a bug: it needs no stack trace
        this.check = check;
        this.expected = expected;
        this.found = found;
    }

    public TokenCheck check() {
        return check;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
