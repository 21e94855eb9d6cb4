package dev.mcpauth.jwks;

import dev.mcpauth.jsonrpc.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
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
        Handler handler = ctx -> ctx.contentType("application/json")
                .header("Cache-Control", "public, max-age=300")
                .result(Json.write(Json.toTree(new JwkSet(keys.all()))));
        routes.get(PATH, handler);
        routes.head(PATH, handler);
    }
}
