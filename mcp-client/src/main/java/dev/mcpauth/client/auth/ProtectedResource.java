package dev.mcpauth.client.auth;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * The metadata of an MCP server (RFC 9728 section 2).
 *
 * @param resource the server's name in token requests (RFC 8707)
 * @param authorizationServers the issuers that it accepts tokens of; at least one
 * @param scopes all its scopes; empty if the metadata does not name them
 */
record ProtectedResource(URI resource, List<String> authorizationServers, Set<String> scopes) {

    ProtectedResource named(URI other) {
        return new ProtectedResource(other, authorizationServers, scopes);
    }
}
