package dev.mcpauth.jwt;

import java.time.Instant;
import java.util.Set;

/**
 * Who is calling, by a verified token. It travels in the {@link dev.mcpauth.jsonrpc.Exchange}.
 *
 * @param subject the user's id at the issuer, which never changes
 * @param username the user's name, for people; the subject, if the token has none
 * @param clientId the client that calls for the user; {@code null} if the token does not say
 * @param scopes what the user lets the client do
 * @param roles what the user may do
 * @param expiresAt when the token does
 */
public record Caller(
        String subject, String username, String clientId, Set<String> scopes, Set<String> roles, Instant expiresAt) {}
