package dev.mcpauth.authserver;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/**
 * Clients may be web pages: what they fetch, they may read from any origin (Fetch Standard, "CORS protocol"). What people
 * see, nobody may.
 */
final class AnyOrigin {

    private static final List<String> FETCHED = List.of(Paths.METADATA, Paths.TOKEN, Paths.REGISTER, Paths.REVOKE);

    private AnyOrigin() {}

    static void addTo(RoutesConfig routes) {
        FETCHED.forEach(path -> routes.before(path, AnyOrigin::handle));
    }

    private static void handle(Context ctx) {
        ctx.header("Access-Control-Allow-Origin", "*");
        if (ctx.req().getMethod().equals("OPTIONS") && ctx.header("Access-Control-Request-Method") != null) {
            ctx.header("Access-Control-Allow-Methods", ctx.path().equals(Paths.METADATA) ? "GET, HEAD" : "POST");
            ctx.header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, MCP-Protocol-Version");
            ctx.header("Access-Control-Max-Age", "600");
            ctx.status(204).removeHeader("Content-Type").skipRemainingHandlers();
        }
    }
}
