package dev.mcpauth.jwt.core;

/** Turns an access token into the caller whom it identifies. */
@FunctionalInterface
public interface TokenVerification {

    /**
     * @throws TokenRejectedException if the token is not valid for this server
     * @throws KeysUnavailableException if the token cannot be verified at the moment
     */
    Caller verify(String token) throws TokenRejectedException, KeysUnavailableException;
}
