package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;

/**
 * The request with which a browser asks whether a page of another origin may call the server (Fetch Standard, "CORS-preflight
 * request"). It never carries a token. In this step, the server allows no such page; later steps do.
 */
public final class Preflight {

    private Preflight() {}

    /**
     * If the request is a preflight, allows what the browser asks for, and no other handler runs. The caller of this method must
     * have checked that the origin may call.
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
