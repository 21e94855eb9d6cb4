package dev.mcpauth.jwt.core;

import dev.mcpauth.jwt.core.TokenRejectedException.Unverified;
import java.util.Optional;

/** The checks of one token. */
record Checks(TokenContent content, TokenVerifier.Observer observer) {

    /**
     * Reports a check that holds.
     *
     * @throws TokenRejectedException if it does not, with the claims {@code iss}, {@code aud} and {@code kid} of the token, or "none"
     */
    void require(TokenCheck check, boolean holds, Object expected, Object found) throws TokenRejectedException {
        if (!holds) {
            Unverified token = new Unverified(
                    String.valueOf(shown(content.issuer())),
                    content.audience().isEmpty() ? "none" : content.audience().toString(),
                    String.valueOf(shown(content.keyId())));
            throw new TokenRejectedException(
                    check, String.valueOf(expected), String.valueOf(found), Optional.of(token));
        }
        observer.passed(check, expected, found);
    }

    /** The value for the log, or "none". */
    static Object shown(Optional<?> value) {
        return value.isPresent() ? value.get() : "none";
    }

    /** Text for the log, which is built only if it is logged. */
    record Phrase(String words, Object value) {
        @Override
        public String toString() {
            return words + value;
        }
    }
}
