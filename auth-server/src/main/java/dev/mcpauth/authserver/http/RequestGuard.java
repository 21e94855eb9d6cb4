package dev.mcpauth.authserver.http;

import com.nimbusds.common.contenttype.ContentType;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.jsonrpc.AllowedHosts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnsupportedMediaTypeResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Rejects requests that other web pages cause: requests with a foreign host name that points at this machine (DNS
 * rebinding), and forms that another page submits on behalf of the user (cross-site request forgery).
 */
public final class RequestGuard {

    private static final List<String> FORMS = List.of(Paths.SIGN_IN, Paths.CONSENT, Paths.DEVICE);
    private static final List<String> OTHERS = List.of(
            Paths.AUTHORIZE, Paths.CALLBACK, Paths.TOKEN, Paths.REGISTER, Paths.DEVICE_AUTHORIZATION, Paths.REVOKE);

    private final AllowedHosts allowed;
    private final String ownOrigin;

    public RequestGuard(AllowedHosts allowed, PracticeSettings settings) {
        this.allowed = allowed;
        this.ownOrigin = originOf(URI.create(settings.issuer()));
    }

    /** The origin as browsers write it: in lower case, without the default port (RFC 6454 section 6.1). */
    private static String originOf(URI url) {
        int defaultPort = url.getScheme().equals("https") ? 443 : 80;
        String port = url.getPort() == -1 || url.getPort() == defaultPort ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT) + port;
    }

    public void addTo(RoutesConfig routes) {
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
            if (!Collections.list(ctx.req().getHeaders("Origin")).stream().allMatch(ownOrigin::equals)) {
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
