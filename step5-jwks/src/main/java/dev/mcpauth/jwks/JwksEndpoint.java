package dev.mcpauth.jwks;

import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.LimitedLog;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /.well-known/jwks.json}: the public keys as a JWK Set (RFC 7517 section 5). It needs no token, because
 * anyone may verify a signature.
 */
public final class JwksEndpoint implements Part {

    public static final String PATH = "/.well-known/jwks.json";

    private record JwkSet(List<JsonWebKey> keys) {}

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(JwksEndpoint.class));

    private final KeySource keys;

    public JwksEndpoint(KeySource keys) {
        this.keys = keys;
    }

    @Override
    public void addTo(JavalinConfig config) {
        PublicDocument.addTo(config.routes, PATH, this::document);
    }

    private JwkSet document() {
        try {
            return new JwkSet(keys.all());
        } catch (UncheckedIOException e) {
            LOG.warn("keys unreadable", "The keys cannot be read: {}", e.getMessage());
            throw new ServiceUnavailableResponse();
        }
    }
}
