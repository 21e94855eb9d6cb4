package dev.mcpauth.oauth;

import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.Preflight;
import io.javalin.config.JavalinConfig;

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
                Preflight.allow(ctx, methods, HEADERS);
            }
        });
        config.routes.before("/.well-known/*", ctx -> {
            ctx.header("Access-Control-Allow-Origin", "*");
            Preflight.allow(ctx, "GET, HEAD", HEADERS);
        });
    }
}
