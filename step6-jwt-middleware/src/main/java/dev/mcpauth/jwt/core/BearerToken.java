package dev.mcpauth.jwt.core;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The token in the {@code Authorization} header, the only place where it may be (RFC 6750 section 2.1). */
public sealed interface BearerToken {

    /** There is no bearer token. */
    record Missing() implements BearerToken {}

    /**
     * It is not clear which token is meant, or the text cannot be a token.
     *
     * @param reason a fixed sentence for the client
     */
    record Malformed(String reason) implements BearerToken {}

    /** @param token not verified yet */
    record Present(String token) implements BearerToken {
        /** A token does not belong in a log. */
        @Override
        public String toString() {
            return "Present[token=…]";
        }
    }

    /** @param authorization all {@code Authorization} headers of the request */
    static BearerToken in(List<String> authorization) {
        if (authorization.size() > 1) {
            return new Malformed("There is more than one Authorization header");
        }
        if (authorization.isEmpty()) {
            return new Missing();
        }
        Matcher bearer = Patterns.BEARER.matcher(authorization.get(0).strip());
        if (!bearer.matches()) {
            return new Missing();
        }
        String token = bearer.group(1);
        if (token == null || !Patterns.B64TOKEN.matcher(token).matches()) {
            return new Malformed("The Authorization header does not hold a well-formed bearer token");
        }
        return new Present(token);
    }

    /** The syntax of RFC 6750 section 2.1. */
    final class Patterns {
        private static final Pattern BEARER = Pattern.compile("(?i:bearer)(?: +(.*))?");
        private static final Pattern B64TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]++=*+");

        private Patterns() {}
    }
}
