package dev.mcpauth.jwt;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.McpEndpoint;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Which tokens this server accepts. A verifier must be told; there is no "any".
 *
 * @param issuer the only {@code iss}
 * @param audience what {@code aud} must contain: this server, and no other
 * @param jwksUrl where the issuer publishes its keys; the local ones are used without it
 * @param clientIds the only clients, or empty for all that the issuer gives tokens
 */
public record TokenSettings(String issuer, String audience, Optional<URI> jwksUrl, Set<String> clientIds) {

    /**
     * Reads {@code MCP_ISSUER}, {@code MCP_AUDIENCE}, {@code MCP_JWKS_URL} and {@code MCP_CLIENT_IDS}.
     *
     * @throws InvalidSettingException if keys would be fetched in a way that others could tamper with, or the list of
     *     clients names none
     */
    public static TokenSettings from(Environment environment, ServerSettings server) {
        return new TokenSettings(
                environment.text("MCP_ISSUER").orElse(server.publicUrl()),
                environment.text("MCP_AUDIENCE").orElse(server.publicUrl() + McpEndpoint.PATH),
                environment.text("MCP_JWKS_URL").map(TokenSettings::jwksUrl),
                clientIds(environment));
    }

    private static Set<String> clientIds(Environment environment) {
        Set<String> ids = Set.copyOf(environment.list("MCP_CLIENT_IDS"));
        environment.text("MCP_CLIENT_IDS").filter(text -> ids.isEmpty()).ifPresent(text -> {
            throw new InvalidSettingException("MCP_CLIENT_IDS", text, "client ids, comma-separated");
        });
        return ids;
    }

    private static URI jwksUrl(String text) {
        try {
            URI url = URI.create(text);
            boolean safe = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && ("https".equals(url.getScheme())
                            || "http".equals(url.getScheme()) && AllowedHosts.isThisMachine(url.getHost()));
            if (safe) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // The same answer as for a URL that is not safe.
        }
        String expected = "an https URL without a password (http is for this machine alone)";
        throw text.contains("@")
                ? new InvalidSettingException("MCP_JWKS_URL", expected)
                : new InvalidSettingException("MCP_JWKS_URL", text, expected);
    }
}
