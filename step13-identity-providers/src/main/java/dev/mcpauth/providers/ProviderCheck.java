package dev.mcpauth.providers;

import dev.mcpauth.jwt.core.Check;

/** A check that only the provider can make. */
enum ProviderCheck implements Check {
    ACTIVE;

    @Override
    public String rule() {
        return "the provider says that the token is active";
    }

    /** The provider does not say whether the token has expired, was revoked, or never existed (RFC 7662 section 2.2). */
    @Override
    public String sentence() {
        return "The token is not active";
    }
}
