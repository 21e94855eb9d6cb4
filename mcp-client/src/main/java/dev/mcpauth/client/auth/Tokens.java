package dev.mcpauth.client.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a token endpoint returns.
 *
 * @param granted the scopes, if the server says them; else they are those that were asked for (RFC 6749 section 5.1)
 */
record Tokens(String access, Optional<String> refresh, Optional<Instant> expiresAt, Optional<Set<String>> granted) {

    /** Tokens are never shown. */
    @Override
    public String toString() {
        return "tokens, expiring " + expiresAt.map(Instant::toString).orElse("at an unknown time");
    }
}
