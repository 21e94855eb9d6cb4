package dev.mcpauth.health;

import io.javalin.config.JavalinConfig;

/** Something that a server consists of: a route, a filter, a document. */
@FunctionalInterface
public interface Part {

    void addTo(JavalinConfig config);
}
