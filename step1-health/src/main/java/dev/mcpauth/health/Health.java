package dev.mcpauth.health;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /health}: the server is up. Anonymous in every step, so that whatever watches the server needs no token. */
public final class Health {

    private Health() {}

    public static void addTo(RoutesConfig routes) {
        addTo(routes, Map.of());
    }

    /** @param more what else is worth knowing about the server, for anybody */
    public static void addTo(RoutesConfig routes, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "healthy");
        body.putAll(more);
        Handler healthy = ctx -> ctx.json(body);
        routes.get("/health", healthy);
        routes.head("/health", healthy);
    }
}
