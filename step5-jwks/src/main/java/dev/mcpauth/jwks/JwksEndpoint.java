package dev.mcpauth.jwks;

import io.javalin.config.RoutesConfig;
import java.util.List;

/**
 * {@code GET /.well-known/jwks.json}: the public keys, as a JWK Set (RFC 7517 section 5). Anonymous: who wants to check
 * a signature needs no permission.
 */
public final class JwksEndpoint {

    public static final String PATH = "/.well-known/jwks.json";

    private record JwkSet(List<JsonWebKey> keys) {}

    private JwksEndpoint() {}

    public static void addTo(RoutesConfig routes, KeySource keys) {
        PublicDocument.addTo(routes, PATH, () -> new JwkSet(keys.all()));
    }
}
