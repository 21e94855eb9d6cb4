package dev.mcpauth.jwks;

import dev.mcpauth.jsonrpc.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.function.Supplier;

/** JSON that anybody may read, and keep for a while. */
public final class PublicDocument {

    /** For five minutes, by everybody (RFC 9111 section 5.2.2). */
    public static final String CACHE_CONTROL = "public, max-age=300";

    private PublicDocument() {}

    /** Serves the document, as it is then, for GET and HEAD. */
    public static void addTo(RoutesConfig routes, String path, Supplier<?> document) {
        Handler handler = ctx -> ctx.contentType("application/json")
                .header("Cache-Control", CACHE_CONTROL)
                .result(Json.write(Json.toTree(document.get())));
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
