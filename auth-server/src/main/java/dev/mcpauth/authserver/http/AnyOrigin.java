package dev.mcpauth.authserver.http;

import dev.mcpauth.jsonrpc.Preflight;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/**
 * Clients can be web pages: any origin may read the responses of the endpoints that clients call (Fetch Standard, "CORS
 * protocol"). No other origin may read the pages that users see.
 */
public final class AnyOrigin {

    private static final String HEADERS = "Authorization, Content-Type, Accept, MCP-Protocol-Version";
    private static final List<String> CALLS = List.of(Paths.TOKEN, Paths.REGISTER, Paths.REVOKE);

    private AnyOrigin() {}

    public static void addTo(RoutesConfig routes) {
        addTo(routes, Paths.METADATA);
        CALLS.forEach(path -> routes.before(path, ctx -> allow(ctx, "POST")));
    }

    /** Lets any origin read one more document. */
    public static void addTo(RoutesConfig routes, String document) {
        routes.before(document, ctx -> allow(ctx, "GET, HEAD"));
    }

    private static void allow(Context ctx, String methods) {
        ctx.header("Access-Control-Allow-Origin", "*");
        Preflight.allow(ctx, methods, HEADERS);
    }
}
