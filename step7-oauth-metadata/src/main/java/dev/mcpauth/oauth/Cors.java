package dev.mcpauth.oauth;

import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.McpEndpoint;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;

/**
 * Lets web pages use this server (Fetch Standard, "CORS protocol"): pages from allowed origins may use the endpoint, any page
 * may read the public documents. A browser asks first (preflight), and never sends a token with that request.
 */
final class Cors implements Part {

    private static final String HEADERS =
            "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id";

    private final AllowedHosts allowed;
    private final String methods;

    /** @param methods the HTTP methods of the endpoint */
    Cors(AllowedHosts allowed, String methods) {
        this.allowed = allowed;
        this.methods = methods;
    }

    /** The guard of step 2 has already rejected foreign origins. */
    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before(McpEndpoint.PATH, ctx -> {
            String origin = ctx.header("Origin");
            if (origin != null && allowed.allowsOrigin(origin)) {
                ctx.header("Access-Control-Allow-Origin", origin).header("Vary", "Origin");
                // Without this header, a page sees the 401, but not the challenge that says where to sign in.
                ctx.header("Access-Control-Expose-Headers", "WWW-Authenticate, Mcp-Session-Id");
                answerPreflight(ctx, methods);
            }
        });
        config.routes.before("/.well-known/*", ctx -> {
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
