package dev.mcpauth.health;

import io.javalin.config.JavalinConfig;

/** A building block of a server: a route, a filter, a document. */
@FunctionalInterface
public interface Part {

    void addTo(JavalinConfig config);
}
