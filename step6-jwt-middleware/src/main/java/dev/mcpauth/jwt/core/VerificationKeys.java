package dev.mcpauth.jwt.core;

import java.security.PublicKey;
import java.util.Optional;

/** The public keys of the issuer. */
@FunctionalInterface
public interface VerificationKeys {

    /**
     * The key with this {@code kid}; without a {@code kid}, the only key, if there is exactly one.
     *
     * @throws KeysUnavailableException if the keys cannot be read or fetched at the moment
     */
    Optional<PublicKey> find(Optional<String> kid) throws KeysUnavailableException;
}
