package dev.mcpauth.health;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.Map;

/** {@code GET /health}: the server is up. Anonymous in every step, so that whatever watches the server needs no token. */
public final class Health {

    private Health() {}

    public static void addTo(RoutesConfig routes) {
        Handler healthy = ctx -> ctx.json(Map.of("status", "healthy"));
        routes.get("/health", healthy);
        routes.head("/health", healthy);
    }
}
