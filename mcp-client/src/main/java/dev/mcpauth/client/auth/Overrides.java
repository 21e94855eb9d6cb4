package dev.mcpauth.client.auth;

import java.net.URI;
import java.util.Optional;

/**
 * What the user tells the client about an authorization server, because its metadata is incomplete or wrong.
 *
 * @param unadvertisedPkce whether it supports PKCE although it does not say so
 * @param resource its name for the MCP server, if that is not the server's URL
 * @param deviceEndpoint where the device flow starts
 */
public record Overrides(boolean unadvertisedPkce, Optional<URI> resource, Optional<URI> deviceEndpoint) {

    public static final Overrides NONE = new Overrides(false, Optional.empty(), Optional.empty());
}
