package dev.mcpauth.oauth;

import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.McpEndpoint;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/**
 * Lets web pages use this server (Fetch Standard, "CORS protocol"): the endpoint those from allowed origins, the public
 * documents any. A browser asks first (preflight), and never with a token.
 */
public final class Cors {

    private static final String HEADERS =
            "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id";

    private Cors() {}

    /** Must come after the guard of step 2, which has refused other origins, and before the door of step 6. */
    public static void addTo(RoutesConfig routes, AllowedHosts allowed) {
        routes.before(McpEndpoint.PATH, ctx -> {
            String origin = ctx.header("Origin");
            if (origin != null && allowed.allowsOrigin(origin)) {
                ctx.header("Access-Control-Allow-Origin", origin).header("Vary", "Origin");
                // Without this, a page gets the 401, but not the challenge that says where to sign in.
                ctx.header("Access-Control-Expose-Headers", "WWW-Authenticate, Mcp-Session-Id");
                answerPreflight(ctx, "POST");
            }
        });
        routes.before("/.well-known/*", ctx -> {
            ctx.header("Access-Control-Allow-Origin", "*");
            answerPreflight(ctx, "GET, HEAD");
        });
    }

    private static void answerPreflight(Context ctx, String methods) {
        boolean preflight =
                ctx.req().getMethod().equals("OPTIONS") && ctx.header("Access-Control-Request-Method") != null;
        if (preflight) {
            ctx.header("Access-Control-Allow-Methods", methods)
                    .header("Access-Control-Allow-Headers", HEADERS)
                    .header("Access-Control-Max-Age", "600")
                    .removeHeader("Content-Type")
                    .status(204)
                    .skipRemainingHandlers();
        }
    }
}
