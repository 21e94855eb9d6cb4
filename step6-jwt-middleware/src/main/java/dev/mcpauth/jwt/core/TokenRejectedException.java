package dev.mcpauth.jwt.core;

import java.util.Optional;

/**
 * A check has failed. Callers may see only {@link Check#sentence}. The expected and found values are for the log:
 * they never contain the token or its signature, but they come from an untrusted token.
 */
public final class TokenRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Check check;
    private final String expected;
    private final String found;
    private final transient Optional<Unverified> token;

    /** Unverified claims of a rejected token. */
    public record Unverified(String issuer, String audience, String kid) {}

    /** A rejection of a token that cannot be decoded. */
    public TokenRejectedException(Check check, String expected, String found) {
        this(check, expected, found, Optional.empty());
    }

    TokenRejectedException(Check check, String expected, String found, Optional<Unverified> token) {
        super(check.sentence(), null, false, false); // a response, not a bug: it needs no stack trace
        this.check = check;
        this.expected = expected;
        this.found = found;
        this.token = token;
    }

    public Check check() {
        return check;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }

    /** Unverified claims of the token, if it could be decoded. */
    public Optional<Unverified> token() {
        return token;
    }
}
