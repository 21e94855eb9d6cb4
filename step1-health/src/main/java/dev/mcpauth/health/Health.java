package dev.mcpauth.health;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /health}: the server is running. Anonymous in every step, so that a monitor needs no token. */
public final class Health implements Part {

    private final Map<String, Object> body = new LinkedHashMap<>(Map.of("status", "healthy"));

    /** Adds public information about the server. */
    public void show(String name, Object value) {
        body.put(name, value);
    }

    @Override
    public void addTo(JavalinConfig config) {
        Handler healthy = ctx -> ctx.json(body);
        config.routes.get("/health", healthy);
        config.routes.head("/health", healthy);
    }
}
