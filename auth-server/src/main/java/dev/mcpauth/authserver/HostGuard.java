package dev.mcpauth.authserver;

import dev.mcpauth.jsonrpc.AllowedHosts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.util.Collections;
import java.util.List;

/** Keeps out pages that have pointed their own name at this machine (DNS rebinding): they could press every button here. */
final class HostGuard {

    private static final List<String> GUARDED = List.of(
            Paths.AUTHORIZE,
            Paths.SIGN_IN,
            Paths.CONSENT,
            Paths.TOKEN,
            Paths.REGISTER,
            Paths.DEVICE_AUTHORIZATION,
            Paths.DEVICE,
            Paths.REVOKE);

    private final AllowedHosts allowed;

    HostGuard(AllowedHosts allowed) {
        this.allowed = allowed;
    }

    void addTo(RoutesConfig routes) {
        GUARDED.forEach(path -> routes.before(path, this::handle));
    }

    private void handle(Context ctx) {
        List<String> hosts = Collections.list(ctx.req().getHeaders("Host"));
        if (hosts.size() != 1 || !allowed.allowsHost(hosts.get(0))) {
            throw new ForbiddenResponse();
        }
    }
}
