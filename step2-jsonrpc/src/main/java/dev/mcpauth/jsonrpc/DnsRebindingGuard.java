package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Collections;
import java.util.List;

/**
 * Keeps web pages away from a server that is meant for this machine. A page anywhere can make the browser send requests
 * to localhost; if it also points its own name at 127.0.0.1 (DNS rebinding), it may even read the answers. The browser
 * tells on it: {@code Origin} names the page, {@code Host} the name that was called (MCP 2026-07-28, Streamable HTTP,
 * "Security &amp; Endpoint").
 */
public final class DnsRebindingGuard implements Handler {

    private final AllowedHosts allowed;

    public DnsRebindingGuard(AllowedHosts allowed) {
        this.allowed = allowed;
    }

    /** @throws JsonRpcException with HTTP status 403 if the request was not meant for this server */
    @Override
    public void handle(Context ctx) {
        List<String> hosts = Collections.list(ctx.req().getHeaders("Host"));
        if (hosts.size() != 1 || !allowed.allowsHost(hosts.get(0))) {
            throw JsonRpcException.httpError(403, "this Host is not allowed; MCP_ALLOWED_HOSTS can allow it");
        }
        // Clients that are not browsers send no Origin, and need none.
        if (!Collections.list(ctx.req().getHeaders("Origin")).stream().allMatch(allowed::allowsOrigin)) {
            throw JsonRpcException.httpError(403, "this Origin is not allowed; MCP_ALLOWED_ORIGINS can allow it");
        }
    }
}
