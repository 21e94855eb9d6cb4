package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;

/**
 * The request with which a browser asks whether a page of another origin may call the server (Fetch Standard, "CORS-preflight
 * request"). It never carries a token. In this step, the server lets no such page call; later servers do.
 */
public final class Preflight {

    private Preflight() {}

    /**
     * Allows what the browser asks for, if the request is a preflight; no other handler then runs. The caller has decided that
     * the origin may call.
     *
     * @param methods the HTTP methods that the page may use, comma-separated
     * @param headers the request headers that the page may send, comma-separated
     */
    public static void allow(Context ctx, String methods, String headers) {
        if (ctx.req().getMethod().equals("OPTIONS") && ctx.header("Access-Control-Request-Method") != null) {
            ctx.header("Access-Control-Allow-Methods", methods)
                    .header("Access-Control-Allow-Headers", headers)
                    .header("Access-Control-Max-Age", "600")
                    .removeHeader("Content-Type")
                    .status(204)
                    .skipRemainingHandlers();
        }
    }
}
