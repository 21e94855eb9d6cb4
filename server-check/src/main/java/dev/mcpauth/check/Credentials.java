package dev.mcpauth.check;

import java.util.Optional;

/**
 * What the user has for the server under test; a part that the user does not have is {@code null}.
 *
 * @param token a token that the server accepts
 * @param insufficientToken a valid token whose scopes do not suffice
 */
record Credentials(String token, String insufficientToken, Mint mint) {

    static final Credentials NONE = new Credentials(null, null, null);

    /** Mints tokens with the key of the issuer that the server trusts. */
    @FunctionalInterface
    interface Mint {
        /**
         * @param name {@code valid}, or the name of an attack
         * @return nothing if this token cannot be minted
         */
        Optional<String> mint(String name);
    }
}
