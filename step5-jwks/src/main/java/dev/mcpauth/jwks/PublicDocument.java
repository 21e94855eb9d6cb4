package dev.mcpauth.jwks;

import dev.mcpauth.jsonrpc.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.function.Supplier;

/** A JSON document that anyone may read and cache. */
public final class PublicDocument {

    /** Every cache may keep it for five minutes (RFC 9111 section 5.2.2). */
    public static final String CACHE_CONTROL = "public, max-age=300";

    private PublicDocument() {}

    /** Serves the current document for GET and HEAD. */
    public static void addTo(RoutesConfig routes, String path, Supplier<?> document) {
        Handler handler = ctx -> {
            byte[] json = Json.write(document.get()); // first: if it fails, no cache may keep the error
            ctx.contentType("application/json")
                    .header("Cache-Control", CACHE_CONTROL)
                    .result(json);
        };
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
