package dev.mcpauth.oauth;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.jwt.TokenSettings;
import io.javalin.config.RoutesConfig;
import java.net.URI;

/**
 * Who gives out tokens: the issuer in {@code MCP_ISSUER}. Clients that ask this server for the issuer's metadata, as those
 * of 2025-03-26 do, are sent on to it (RFC 8414).
 */
public final class AuthorizationServer {

    private AuthorizationServer() {}

    /**
     * Does nothing without {@code MCP_ISSUER}: this server does not give out tokens itself.
     *
     * @throws InvalidSettingException if the issuer is not a URL, so that no client could find it
     */
    public static void addTo(RoutesConfig routes, Environment environment, TokenSettings tokens) {
        if (environment.text("MCP_ISSUER").isPresent()) {
            WellKnown.redirect(routes, WellKnown.AUTHORIZATION_SERVER, metadataOf(tokens.issuer()));
        }
    }

    private static String metadataOf(String issuer) {
        try {
            URI uri = URI.create(issuer);
            boolean findable = ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (findable) {
                return WellKnown.metadataOf(issuer);
            }
        } catch (IllegalArgumentException malformed) {
            // The same answer as for another kind of URI.
        }
        throw new InvalidSettingException("MCP_ISSUER", issuer, "an http or https URL without a query");
    }
}
