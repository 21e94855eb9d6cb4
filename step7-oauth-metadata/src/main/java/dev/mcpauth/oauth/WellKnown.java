package dev.mcpauth.oauth;

import dev.mcpauth.jwks.PublicDocument;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.net.URI;

/**
 * The paths of this server's public documents, and where an issuer has its own.
 */
public final class WellKnown {

    /** RFC 9728 section 3.1: the path of the resource comes after the well-known part. */
    static final String PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";

    static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";

    private WellKnown() {}

    /** Sends anybody on to where the document is. */
    static void redirect(RoutesConfig routes, String path, String location) {
        Handler handler = ctx -> ctx.status(302)
                .header("Cache-Control", PublicDocument.CACHE_CONTROL)
                .header("Location", location);
        routes.get(path, handler);
        routes.head(path, handler);
    }

    /**
     * Where an issuer publishes its metadata (RFC 8414 section 3.1): the well-known part goes between its host and its
     * path.
     */
    static String metadataOf(String issuer) {
        URI uri = URI.create(issuer);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/$", "");
        return uri.getScheme() + "://" + uri.getRawAuthority() + AUTHORIZATION_SERVER + path;
    }
}
