package dev.mcpauth.jwt.core;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who is calling, according to a verified token.
 *
 * @param subject the user's permanent id, unique at this server, which trusts one issuer; limits count subjects
 * @param username the user's name for people; the subject if the token has no name
 * @param clientId the client that acts for the user
 * @param scopes what the user allows the client to do
 * @param roles what the user may do
 * @param expiresAt when the token expires
 */
public record Caller(
        String subject,
        String username,
        Optional<String> clientId,
        Set<String> scopes,
        Set<String> roles,
        Instant expiresAt) {

    /** To whom a call and its answers belong: a user with one client. The same user may also use others. */
    public record Identity(String subject, String clientId) {}

    /** The user and the client; {@code ""} if the token does not name the client. */
    public Identity identity() {
        return new Identity(subject, clientId.orElse(""));
    }
}
