package dev.mcpauth.jwt.core;

import java.util.List;

/** The token in the {@code Authorization} header, the only place where it may be (RFC 6750 section 2.1). */
public sealed interface BearerToken {

    /** The name of the scheme, in any case (RFC 9110 section 11.1). */
    String SCHEME = "Bearer";

    /** There is no bearer token. */
    record Missing() implements BearerToken {}

    /**
     * The request contains several tokens, or text that cannot be a token.
     *
     * @param reason a fixed sentence for the client
     */
    record Malformed(String reason) implements BearerToken {}

    /** @param token not verified yet */
    record Present(String token) implements BearerToken {

        private static final boolean[] CHARACTERS = new boolean[128];

        static {
            String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
            all.chars().forEach(c -> CHARACTERS[c] = true);
        }

        /**
         * The syntax of RFC 6750 section 2.1. This runs on each request, so it looks each character up: the outcome of
         * comparisons would differ from character to character, and processors are slow where they cannot guess it.
         */
        private static boolean isB64token(String token) {
            int end = token.length();
            while (end > 0 && token.charAt(end - 1) == '=') {
                end--;
            }
            for (int i = 0; i < end; i++) {
                char c = token.charAt(i);
                if (c >= CHARACTERS.length || !CHARACTERS[c]) {
                    return false;
                }
            }
            return end > 0;
        }

        /** Without the token, which must not be logged. */
        @Override
        public String toString() {
            return "Present[token=…]";
        }
    }

    /**
     * Several headers are malformed ("There is more than one Authorization header"), as is what follows the scheme, if it is
     * not a b64token ("The Authorization header does not hold a well-formed bearer token"). With another scheme, the token is
     * missing.
     *
     * @param authorization all {@code Authorization} headers of the request
     */
    static BearerToken in(List<String> authorization) {
        if (authorization.size() > 1) {
            return new Malformed("There is more than one Authorization header");
        }
        if (authorization.isEmpty()) {
            return new Missing();
        }
        String header = authorization.get(0).strip();
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Missing();
        }
        int start = SCHEME.length();
        while (start < header.length() && header.charAt(start) == ' ') {
            start++;
        }
        if (start == SCHEME.length() && start < header.length()) {
            return new Missing(); // another scheme, whose name only begins like this one
        }
        String token = header.substring(start);
        return Present.isB64token(token)
                ? new Present(token)
                : new Malformed("The Authorization header does not hold a well-formed bearer token");
    }
}
