package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.Part;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Rejects requests of foreign web pages. Any page can make the browser send requests to localhost; if the page also
 * points its own host name at 127.0.0.1 (DNS rebinding), it may even read the responses. The browser gives the page
 * away: {@code Origin} names the page, and {@code Host} names the host that was called (MCP 2026-07-28,
 * Streamable HTTP, "Security &amp; Endpoint").
 */
public final class DnsRebindingGuard implements Part {

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(DnsRebindingGuard.class));

    private final AllowedHosts allowed;

    public DnsRebindingGuard(AllowedHosts allowed) {
        this.allowed = allowed;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before(
                McpEndpoint.PATH,
                ctx -> check(ctx).ifPresent(rejection -> {
                    rejection.send(ctx);
                    ctx.skipRemainingHandlers();
                }));
    }

    /** A rejection with HTTP status 403 if the Host or the Origin is not allowed. */
    Optional<HttpRejection> check(Context ctx) {
        List<String> hosts = Collections.list(ctx.req().getHeaders("Host"));
        if (hosts.size() != 1 || !allowed.allowsHost(hosts.get(0))) {
            LOG.warn("Host", "Rejected a request with Host {}; MCP_ALLOWED_HOSTS can allow it", hosts);
            return forbidden("the Host is not allowed");
        }
        // Clients other than browsers send no Origin and need none.
        List<String> origins = Collections.list(ctx.req().getHeaders("Origin"));
        if (!origins.stream().allMatch(allowed::allowsOrigin)) {
            LOG.warn("Origin", "Rejected a request with Origin {}; MCP_ALLOWED_ORIGINS can allow it", origins);
            return forbidden("the Origin is not allowed");
        }
        return Optional.empty();
    }

    private static Optional<HttpRejection> forbidden(String reason) {
        return Optional.of(HttpRejection.of(JsonRpcException.httpError(403, reason)));
    }
}
