package dev.mcpauth.oauth;

import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.Part;
import dev.mcpauth.health.WebUrl;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that issues the tokens. Clients of 2025-03-26 look for its metadata (RFC 8414) at the MCP server, and are
 * redirected to it.
 */
final class AuthorizationServer implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorizationServer.class);

    private final String issuer;
    private final String publicUrl;
    private final URI metadata;

    private AuthorizationServer(String issuer, String publicUrl, URI metadata) {
        this.issuer = issuer;
        this.publicUrl = publicUrl;
        this.metadata = metadata;
    }

    /** @throws InvalidSettingException if the issuer is not a URL, or is another spelling of this server's own URL */
    static AuthorizationServer of(String issuer, String publicUrl) {
        if (WebUrl.parse(issuer).map(URI::getRawQuery).isPresent()
                || WebUrl.parse(issuer).isEmpty()) {
            throw new InvalidSettingException(
                    "MCP_ISSUER", issuer, "an http or https URL without a user name or a query");
        }
        URI metadata = WellKnown.metadataOf(issuer);
        boolean own = metadata.equals(WellKnown.metadataOf(publicUrl));
        if (own && !issuer.equals(publicUrl)) { // clients compare the issuer as a string, so they would never accept it
            throw new InvalidSettingException("MCP_ISSUER", issuer, "another server, or exactly " + publicUrl);
        }
        return new AuthorizationServer(issuer, publicUrl, metadata);
    }

    @Override
    public void addTo(JavalinConfig config) {
        if (issuer.equals(publicUrl)) {
            config.events.serverStarted(() -> LOG.warn(
                    "MCP_ISSUER is this server, which issues no tokens: clients cannot sign in. Set MCP_ISSUER to the URL"
                            + " of an authorization server"));
        } else {
            WellKnown.redirect(config.routes, WellKnown.AUTHORIZATION_SERVER, metadata);
            config.events.serverStarted(this::checkInBackground);
        }
    }

    /** Asks once, in the background, so that the operator knows whether clients can sign in. */
    private void checkInBackground() {
        Thread thread = new Thread(this::check, "authorization server check");
        thread.setDaemon(true);
        thread.start();
    }

    private void check() {
        if (!LimitedHttpClient.isProtected(metadata)) {
            return;
        }
        try {
            new LimitedHttpClient(Duration.ofSeconds(2), 64 * 1024).get(metadata);
            LOG.info("The authorization server {} is running", issuer);
        } catch (IOException e) {
            LOG.warn(
                    "The authorization server {} does not publish its metadata at {} ({}); clients may not be able to sign in",
                    issuer,
                    metadata,
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
