package dev.mcpauth.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The documents that lead a client from the MCP server to the authorization server. Each is fetched once. */
final class Metadata {

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";

    /** A JSON object with where it comes from. */
    record Document(URI url, Exchange exchange, JsonNode json) {

        /** The exchange for a report that must not show the document. */
        Exchange withoutResponseBody() {
            Response response = exchange.response();
            return new Exchange(exchange.request(), new Response(response.status(), response.headers(), ""), null);
        }
    }

    private final Server server;
    private Optional<Document> resource;
    private Optional<Document> authorizationServer;
    private Optional<Document> keys;

    Metadata(Server server) {
        this.server = server;
    }

    /** Protected resource metadata (RFC 9728) where a client looks for them. */
    Document resource() {
        if (resource == null) {
            List<URI> candidates = new ArrayList<>();
            if (!server.isOpen()) {
                Challenge.bearer(server.rejection().response().headerValues("WWW-Authenticate"))
                        .map(challenge -> challenge.get("resource_metadata"))
                        .flatMap(this::safe)
                        .ifPresent(candidates::add);
            }
            candidates.add(resourceUrl());
            candidates.add(server.url().resolve(RESOURCE));
            resource = firstObject(candidates);
        }
        return resource.orElseThrow(() -> Verdict.notApplicable("the server has no protected resource metadata"));
    }

    /** The default URL: the well-known path inserted between host and path (RFC 9728, section 3.1). */
    URI resourceUrl() {
        String path = server.url().getRawPath();
        return server.url().resolve(RESOURCE + (path.equals("/") ? "" : path));
    }

    /** The issuer identifier of the first authorization server. */
    String issuer() {
        return Json.strings(resource().json().path("authorization_servers")).stream()
                .findFirst()
                .orElseThrow(() -> Verdict.notApplicable("the metadata names no authorization server"));
    }

    /** Metadata of the authorization server (RFC 8414, or OpenID Connect Discovery). */
    Document authorizationServer() {
        if (authorizationServer == null) {
            authorizationServer = firstObject(authorizationServerUrls());
        }
        return authorizationServer.orElseThrow(
                () -> Verdict.notApplicable("the authorization server has no metadata at the well-known URLs"));
    }

    /** In the order of MCP 2025-11-25, Authorization, "Authorization Server Metadata Discovery". */
    List<URI> authorizationServerUrls() {
        URI issuer = safe(issuer())
                .orElseThrow(
                        () -> Verdict.notApplicable("this program does not fetch the URL of the authorization server"));
        String path = issuer.getRawPath().replaceFirst("/$", "");
        List<URI> urls = new ArrayList<>();
        urls.add(issuer.resolve("/.well-known/oauth-authorization-server" + path));
        urls.add(issuer.resolve("/.well-known/openid-configuration" + path));
        if (!path.isEmpty()) {
            urls.add(issuer.resolve(path + "/.well-known/openid-configuration"));
        }
        return urls;
    }

    /** The key set of the authorization server, or of the MCP server itself. */
    Document keys() {
        if (keys == null) {
            List<URI> candidates = new ArrayList<>();
            jwksUri().ifPresent(candidates::add);
            candidates.add(server.url().resolve("/.well-known/jwks.json"));
            keys = firstObject(candidates)
                    .filter(document -> document.json().path("keys").isArray());
        }
        return keys.orElseThrow(() -> Verdict.notApplicable("no key set was found"));
    }

    /** The {@code jwks_uri} in the metadata of the authorization server. */
    Optional<URI> jwksUri() {
        try {
            return safe(authorizationServer().json().path("jwks_uri").asText());
        } catch (Verdict noMetadata) {
            return Optional.empty();
        }
    }

    /** A URL that this program fetches: over TLS, or on this machine if the server under test is, too. */
    Optional<URI> safe(String url) {
        return parse(url)
                .filter(it -> "https".equalsIgnoreCase(it.getScheme())
                        || "http".equalsIgnoreCase(it.getScheme()) && Server.isLoopback(it) && server.isLoopback())
                .filter(it -> !Server.isLoopback(it) || server.isLoopback());
    }

    static Optional<URI> parse(String url) {
        try {
            return Optional.of(URI.create(url))
                    .filter(it -> it.getHost() != null && it.getPort() <= 65_535)
                    .filter(it -> it.getRawUserInfo() == null && it.getRawFragment() == null);
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    static Request get(URI url) {
        return Request.of("GET", url).with("Accept", "application/json");
    }

    private Optional<Document> firstObject(List<URI> urls) {
        for (URI url : urls.stream().distinct().toList()) {
            Exchange exchange = server.fetch(get(url));
            Optional<JsonNode> json = Optional.ofNullable(exchange.response())
                    .filter(response -> response.status() == 200)
                    .flatMap(Response::json)
                    .filter(JsonNode::isObject);
            if (json.isPresent()) {
                return Optional.of(new Document(url, exchange, json.get()));
            }
        }
        return Optional.empty();
    }
}
