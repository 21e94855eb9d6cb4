package dev.mcpauth.authserver;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/**
 * Clients may be web pages: what they fetch, they may read from any origin (Fetch Standard, "CORS protocol"). What people
 * see, nobody may.
 */
final class AnyOrigin {

    private static final List<String> CALLS = List.of(Paths.TOKEN, Paths.REGISTER, Paths.REVOKE);

    private AnyOrigin() {}

    static void addTo(RoutesConfig routes) {
        addTo(routes, Paths.METADATA);
        CALLS.forEach(path -> routes.before(path, ctx -> allow(ctx, "POST")));
    }

    /** The same for one more document. */
    static void addTo(RoutesConfig routes, String document) {
        routes.before(document, ctx -> allow(ctx, "GET, HEAD"));
    }

    private static void allow(Context ctx, String methods) {
        ctx.header("Access-Control-Allow-Origin", "*");
        if (ctx.req().getMethod().equals("OPTIONS") && ctx.header("Access-Control-Request-Method") != null) {
            ctx.header("Access-Control-Allow-Methods", methods);
            ctx.header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, MCP-Protocol-Version");
            ctx.header("Access-Control-Max-Age", "600");
            ctx.status(204).removeHeader("Content-Type").skipRemainingHandlers();
        }
    }
}
