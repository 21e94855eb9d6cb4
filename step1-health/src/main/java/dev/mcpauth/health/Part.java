package dev.mcpauth.health;

import io.javalin.config.JavalinConfig;

/** A part of a server, such as a route, a filter or a document. */
@FunctionalInterface
public interface Part {

    void addTo(JavalinConfig config);
}
