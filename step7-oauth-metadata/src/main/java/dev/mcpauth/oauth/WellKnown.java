package dev.mcpauth.oauth;

import dev.mcpauth.jwks.PublicDocument;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.net.URI;

/** The paths of this server's public documents, and where an issuer publishes its metadata. */
final class WellKnown {

    /** The path of the resource follows this part (RFC 9728 section 3.1). */
    static final String PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";

    static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";

    private WellKnown() {}

    /** Redirects GET and HEAD to the document. */
    static void redirect(RoutesConfig routes, String path, URI document) {
        Handler handler = ctx -> ctx.status(302)
                .header("Cache-Control", PublicDocument.CACHE_CONTROL)
                .header("Location", document.toString());
        routes.get(path, handler);
        routes.head(path, handler);
    }

    /** The well-known part goes between the host and the path of the issuer (RFC 8414 section 3.1). */
    static URI metadataOf(String issuer) {
        URI uri = URI.create(issuer);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/$", "");
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + AUTHORIZATION_SERVER + path);
    }
}
