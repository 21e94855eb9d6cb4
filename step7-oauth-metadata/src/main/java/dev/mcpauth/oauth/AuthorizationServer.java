package dev.mcpauth.oauth;

import dev.mcpauth.authserver.PracticeServer;
import dev.mcpauth.authserver.PracticeSettings;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jwt.TokenSettings;
import io.javalin.config.RoutesConfig;
import java.net.URI;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gives out tokens. That is the issuer in {@code MCP_ISSUER}: clients that ask this server for the issuer's metadata,
 * as those of 2025-03-26 do, are sent on to it (RFC 8414). Without one, there is a server to practise with at the same
 * address, which MCP allows (MCP 2026-07-28, Authorization, "Roles").
 */
public final class AuthorizationServer {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorizationServer.class);

    private AuthorizationServer() {}

    /**
     * Only warns if the issuer is this server, but its keys are not: then nobody here could sign a token.
     *
     * @throws InvalidSettingException if the issuer is not a URL, so that no client could find it; or if others than this
     *     machine could reach the practice server
     */
    public static void addTo(
            RoutesConfig routes,
            Environment environment,
            ServerSettings server,
            TokenSettings tokens,
            AllowedHosts allowedHosts,
            Clock clock) {
        boolean ownKeys =
                tokens.jwksUrl().isEmpty() && environment.text("MCP_PUBLIC_KEY").isEmpty();
        if (!tokens.issuer().equals(server.publicUrl())) {
            WellKnown.redirect(routes, WellKnown.AUTHORIZATION_SERVER, metadataOf(tokens.issuer(), server));
        } else if (ownKeys) {
            PracticeSettings.Resource resource =
                    new PracticeSettings.Resource(URI.create(server.publicUrl() + McpEndpoint.PATH), tokens.audience());
            PracticeSettings settings = PracticeSettings.from(environment, server, resource);
            new PracticeServer(settings, allowedHosts, clock).addTo(routes);
        } else {
            LOG.warn(
                    "Nobody gives out tokens: MCP_ISSUER names no other server, and the keys here are not this server's own");
        }
    }

    private static String metadataOf(String issuer, ServerSettings server) {
        try {
            URI uri = URI.create(issuer);
            boolean findable = ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (findable) {
                String metadata = WellKnown.metadataOf(issuer);
                if (metadata.equals(WellKnown.metadataOf(server.publicUrl()))) {
                    throw new InvalidSettingException( // clients compare it as a string, and would go round in a circle
                            "MCP_ISSUER", issuer, "another server, or exactly " + server.publicUrl());
                }
                return metadata;
            }
        } catch (IllegalArgumentException malformed) {
            // The same answer as for another kind of URI.
        }
        throw new InvalidSettingException("MCP_ISSUER", issuer, "an http or https URL without a user name or a query");
    }
}
