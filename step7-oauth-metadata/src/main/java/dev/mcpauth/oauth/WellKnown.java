package dev.mcpauth.oauth;

import dev.mcpauth.jsonrpc.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.URI;

/**
 * Where this server's public documents are, as clients see it. Every URL is built from the configured public URL, never
 * from what a request says of its own address.
 */
public final class WellKnown {

    /** RFC 9728 section 3.1: the path of the resource comes after the well-known part. */
    static final String PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";

    static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";

    private WellKnown() {}

    /** Serves a document to anybody, for GET and HEAD. */
    static void publish(RoutesConfig routes, String path, Object document) {
        byte[] json = Json.write(Json.toTree(document));
        answer(
                routes,
                path,
                ctx -> cacheable(ctx).contentType("application/json").result(json));
    }

    /** Sends anybody on to where the document is. */
    static void redirect(RoutesConfig routes, String path, String location) {
        answer(routes, path, ctx -> cacheable(ctx).status(302).header("Location", location));
    }

    private static void answer(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }

    private static Context cacheable(Context ctx) {
        return ctx.header("Cache-Control", "public, max-age=300");
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
