package dev.mcpauth.authserver;

import com.nimbusds.common.contenttype.ContentType;
import dev.mcpauth.jsonrpc.AllowedHosts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnsupportedMediaTypeResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;

/**
 * Keeps other web pages away: those that have pointed their own name at this machine (DNS rebinding) from all that acts
 * for a user or a client, and those that would send a form of this server's pages for the user from the forms.
 */
final class RequestGuard {

    private static final List<String> FORMS = List.of(Paths.SIGN_IN, Paths.CONSENT, Paths.DEVICE);
    private static final List<String> OTHERS =
            List.of(Paths.AUTHORIZE, Paths.TOKEN, Paths.REGISTER, Paths.DEVICE_AUTHORIZATION, Paths.REVOKE);

    private final AllowedHosts allowed;

    RequestGuard(AllowedHosts allowed) {
        this.allowed = allowed;
    }

    void addTo(RoutesConfig routes) {
        FORMS.forEach(path -> routes.before(path, this::checkHost));
        OTHERS.forEach(path -> routes.before(path, this::checkHost));
        FORMS.forEach(path -> routes.before(path, this::checkForm));
    }

    private void checkHost(Context ctx) {
        List<String> hosts = Collections.list(ctx.req().getHeaders("Host"));
        if (hosts.size() != 1 || !allowed.allowsHost(hosts.get(0))) {
            throw new ForbiddenResponse();
        }
    }

    private void checkForm(Context ctx) {
        if (ctx.req().getMethod().equals("POST")) {
            if (!Collections.list(ctx.req().getHeaders("Origin")).stream().allMatch(allowed::allowsOrigin)) {
                throw new ForbiddenResponse();
            }
            if (!isForm(ctx.header("Content-Type"))) {
                throw new UnsupportedMediaTypeResponse();
            }
        }
    }

    private static boolean isForm(String contentType) {
        try {
            ContentType type = ContentType.parse(contentType == null ? "" : contentType);
            String charset = type.getParameters().stream()
                    .filter(parameter -> parameter.getName().equalsIgnoreCase("charset"))
                    .map(ContentType.Parameter::getValue)
                    .findFirst()
                    .orElse(StandardCharsets.UTF_8.name());
            return type.matches(ContentType.APPLICATION_URLENCODED)
                    && charset.equalsIgnoreCase(StandardCharsets.UTF_8.name());
        } catch (ParseException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
