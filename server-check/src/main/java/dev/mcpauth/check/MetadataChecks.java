package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.HIGH;
import static dev.mcpauth.check.Severity.LOW;
import static dev.mcpauth.check.Severity.MEDIUM;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Step 7: how a client finds the authorization server. */
final class MetadataChecks {

    private static final String DISCOVERY =
            "MCP 2025-11-25, Authorization, \"Protected Resource Metadata Discovery Requirements\"";
    private static final String LOCATION = "MCP 2025-11-25, Authorization, \"Authorization Server Location\"";

    static final List<Check> ALL = List.of(
            new Check(
                    "resource-metadata-found",
                    7,
                    HIGH,
                    DISCOVERY,
                    "The challenge or a well-known URL leads to protected resource metadata.",
                    "Serve the document, without a token, and name it as resource_metadata in each challenge.",
                    MetadataChecks::resourceMetadataFound),
            new Check(
                    "challenge-url-works",
                    7,
                    HIGH,
                    "RFC 9728, section 5.1",
                    "The resource_metadata of the challenge is the URL of the document.",
                    "Build the URL from the configured public URL; the document needs no token.",
                    MetadataChecks::challengeUrlWorks),
            new Check(
                    "well-known-url-works",
                    7,
                    MEDIUM,
                    "RFC 9728, section 3.1",
                    "The document is at the well-known URL that contains the path of the server.",
                    "Serve the document at this URL, too.",
                    MetadataChecks::wellKnownUrlWorks),
            new Check(
                    "resource-metadata-is-json",
                    7,
                    MEDIUM,
                    "RFC 9728, section 3.2",
                    "The document is application/json.",
                    "Set the Content-Type.",
                    MetadataChecks::resourceMetadataIsJson),
            new Check(
                    "resource-equals-url",
                    7,
                    HIGH,
                    "RFC 9728, section 3.3",
                    "The resource is the URL that the client uses, character by character.",
                    "Configure the public URL, without a slash at the end; or give this program the URL that clients use.",
                    MetadataChecks::resourceEqualsUrl),
            new Check(
                    "metadata-ignore-host",
                    7,
                    HIGH,
                    "RFC 9728, section 7.3 (impersonation)",
                    "The document does not take its URLs from headers of the request.",
                    "Build every URL from the configured public URL.",
                    MetadataChecks::metadataIgnoreHost),
            new Check(
                    "authorization-servers-named",
                    7,
                    HIGH,
                    LOCATION,
                    "The document names at least one authorization server, by its https URL.",
                    "Put the issuer identifier into authorization_servers.",
                    MetadataChecks::authorizationServersNamed),
            new Check(
                    "bearer-methods-header-only",
                    7,
                    LOW,
                    "MCP 2025-11-25, Authorization, \"Token Requirements\", 2",
                    "The document does not offer tokens in the query.",
                    "Set bearer_methods_supported to [\"header\"].",
                    MetadataChecks::bearerMethodsHeaderOnly),
            new Check(
                    "no-offline-access",
                    7,
                    LOW,
                    "MCP 2026-07-28, Authorization, \"Refresh Tokens\" (SHOULD NOT)",
                    "Neither the document nor the challenge names the scope offline_access.",
                    "Remove it: refresh tokens are a matter between the client and the authorization server.",
                    MetadataChecks::noOfflineAccess),
            new Check(
                    "authorization-server-metadata-found",
                    7,
                    HIGH,
                    "MCP 2025-11-25, Authorization, \"Overview\", 5; RFC 8414, section 3",
                    "The authorization server has metadata at a well-known URL.",
                    "Check the issuer identifier in authorization_servers, and the well-known URLs of the server.",
                    MetadataChecks::authorizationServerMetadataFound),
            new Check(
                    "issuer-matches",
                    7,
                    HIGH,
                    "RFC 8414, section 3.3",
                    "The issuer in the metadata is the identifier in authorization_servers, character by character.",
                    "Use the same string in both documents, with or without a slash at the end.",
                    MetadataChecks::issuerMatches),
            new Check(
                    "pkce-s256-supported",
                    7,
                    HIGH,
                    "MCP 2025-11-25, Authorization, \"Authorization Code Protection\"",
                    "The metadata declares that PKCE with S256 is supported; otherwise, clients refuse to sign in.",
                    "Add code_challenge_methods_supported with S256.",
                    MetadataChecks::pkceS256Supported),
            new Check(
                    "endpoints-named",
                    7,
                    MEDIUM,
                    "RFC 8414, section 2",
                    "The metadata names authorization_endpoint, token_endpoint, and response_types_supported with code.",
                    "Add the missing members.",
                    MetadataChecks::endpointsNamed),
            new Check(
                    "endpoints-use-https",
                    7,
                    HIGH,
                    "MCP 2025-11-25, Authorization, \"Communication Security\", 1",
                    "The endpoints of the authorization server use https, except on this machine.",
                    "Serve the endpoints over https.",
                    MetadataChecks::endpointsUseHttps),
            new Check(
                    "cors-not-for-everyone",
                    7,
                    MEDIUM,
                    "MCP 2025-11-25, Transports, \"Security Warning\", 1; Fetch Standard, \"CORS protocol and credentials\"",
                    "The endpoint does not let pages of foreign origins read its responses with credentials.",
                    "Allow only the origins of an allowlist, and do not copy Origin into Access-Control-Allow-Origin.",
                    MetadataChecks::corsNotForEveryone),
            new Check(
                    "preflight-needs-no-token",
                    7,
                    LOW,
                    "Fetch Standard, \"CORS-preflight request\"",
                    "If pages may call the endpoint, a preflight request needs no token.",
                    "Respond to OPTIONS before the token is verified.",
                    MetadataChecks::preflightNeedsNoToken),
            new Check(
                    "challenge-exposed-to-pages",
                    7,
                    LOW,
                    "Fetch Standard, \"CORS protocol\" (Access-Control-Expose-Headers)",
                    "If pages may call the endpoint, they can read the challenge.",
                    "Add Access-Control-Expose-Headers: WWW-Authenticate.",
                    MetadataChecks::challengeExposedToPages));

    private MetadataChecks() {}

    private static JsonNode json(Server server) {
        server.rejection();
        return server.metadata().resource().json();
    }

    private static void resourceMetadataFound(Server server) {
        Exchange rejection = server.rejection();
        try {
            server.metadata().resource();
        } catch (Verdict notFound) {
            Exchange exchange = server.fetch(Metadata.get(server.metadata().resourceUrl()));
            throw Verdict.failed("a JSON object with status 200", exchange.response() == null ? rejection : exchange);
        }
    }

    private static void challengeUrlWorks(Server server) {
        String named = server.challenge().get("resource_metadata");
        if (named.isEmpty()) {
            throw Verdict.notApplicable("the challenge has no resource_metadata");
        }
        Optional<URI> url = server.metadata().safe(named);
        Verdict.require(url.isPresent(), "an https URL as resource_metadata", server.rejection());
        Exchange exchange = server.send(Metadata.get(url.orElseThrow()));
        boolean object = exchange.response().json().filter(JsonNode::isObject).isPresent();
        Verdict.require(exchange.status() == 200 && object, "a JSON object with status 200", exchange);
    }

    private static void wellKnownUrlWorks(Server server) {
        json(server);
        Exchange exchange = server.send(Metadata.get(server.metadata().resourceUrl()));
        Verdict.require(exchange.status() == 200, "200", exchange);
    }

    private static void resourceMetadataIsJson(Server server) {
        json(server);
        Exchange exchange = server.metadata().resource().exchange();
        Verdict.require(
                exchange.response().mediaType().equals("application/json"), "Content-Type application/json", exchange);
    }

    private static void resourceEqualsUrl(Server server) {
        String resource = json(server).path("resource").asText();
        Verdict.require(
                resource.equals(server.url().toString()),
                "\"resource\": \"" + server.url() + "\"",
                server.metadata().resource().exchange());
    }

    private static void metadataIgnoreHost(Server server) {
        json(server);
        Request get = Metadata.get(server.metadata().resource().url());
        for (String header : List.of("Host", "X-Forwarded-Host")) {
            Exchange exchange = server.send(get.with(header, "evil.example"));
            boolean takesHost =
                    exchange.status() == 200 && exchange.response().body().contains("evil.example");
            Verdict.require(!takesHost, "a document without evil.example", exchange);
        }
    }

    private static void authorizationServersNamed(Server server) {
        List<String> servers = Json.strings(json(server).path("authorization_servers"));
        boolean safe = servers.stream()
                .map(Metadata::parse)
                .allMatch(url -> url.filter(Server::isProtected).isPresent());
        Verdict.require(
                !servers.isEmpty() && safe,
                "an https URL in authorization_servers",
                server.metadata().resource().exchange());
    }

    private static void bearerMethodsHeaderOnly(Server server) {
        List<String> methods = Json.strings(json(server).path("bearer_methods_supported"));
        Verdict.require(
                !methods.contains("query"),
                "no query",
                server.metadata().resource().exchange());
    }

    private static void noOfflineAccess(Server server) {
        List<String> scopes = Json.strings(json(server).path("scopes_supported"));
        Exchange exchange = server.metadata().resource().exchange();
        Verdict.require(!scopes.contains("offline_access"), "scopes_supported without offline_access", exchange);
        List<String> challenged = List.of(server.challenge().get("scope").split(" "));
        Verdict.require(
                !challenged.contains("offline_access"), "a challenge without offline_access", server.rejection());
    }

    // The authorization server

    private static JsonNode authorizationServer(Server server) {
        server.rejection();
        return server.metadata().authorizationServer().json();
    }

    private static void authorizationServerMetadataFound(Server server) {
        server.rejection();
        List<URI> urls = server.metadata().authorizationServerUrls();
        try {
            server.metadata().authorizationServer();
        } catch (Verdict notFound) {
            throw Verdict.failed(
                    "a JSON object with status 200 at one of the " + urls.size() + " well-known URLs",
                    server.fetch(Metadata.get(urls.get(0))));
        }
    }

    private static void issuerMatches(Server server) {
        String issuer = authorizationServer(server).path("issuer").asText();
        String named = server.metadata().issuer();
        Verdict.require(
                issuer.equals(named),
                "\"issuer\": \"" + Report.brief(named) + "\"",
                server.metadata().authorizationServer().exchange());
    }

    private static void pkceS256Supported(Server server) {
        List<String> methods = Json.strings(authorizationServer(server).path("code_challenge_methods_supported"));
        Verdict.require(
                methods.contains("S256"),
                "code_challenge_methods_supported with S256",
                server.metadata().authorizationServer().exchange());
    }

    private static void endpointsNamed(Server server) {
        JsonNode json = authorizationServer(server);
        boolean complete = json.path("authorization_endpoint").isTextual()
                && json.path("token_endpoint").isTextual()
                && Json.strings(json.path("response_types_supported")).contains("code");
        Verdict.require(
                complete,
                "authorization_endpoint, token_endpoint and response_types_supported",
                server.metadata().authorizationServer().exchange());
    }

    private static void endpointsUseHttps(Server server) {
        JsonNode json = authorizationServer(server);
        for (String name : List.of(
                "authorization_endpoint",
                "token_endpoint",
                "registration_endpoint",
                "revocation_endpoint",
                "introspection_endpoint",
                "device_authorization_endpoint",
                "jwks_uri")) {
            boolean safe = !json.has(name)
                    || Metadata.parse(json.get(name).asText())
                            .filter(Server::isProtected)
                            .isPresent();
            Verdict.require(
                    safe,
                    "an https URL as " + name,
                    server.metadata().authorizationServer().exchange());
        }
    }

    // Pages in a browser

    private static Request preflight(Server server, String origin) {
        return Request.of("OPTIONS", server.url())
                .with("Origin", origin)
                .with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "authorization,content-type");
    }

    private static void corsNotForEveryone(Server server) {
        String origin = "https://evil.example";
        for (Request request : List.of(preflight(server, origin), server.hello().with("Origin", origin))) {
            Exchange exchange = server.send(request);
            boolean credentials = exchange.response()
                    .header("Access-Control-Allow-Credentials")
                    .filter("true"::equalsIgnoreCase)
                    .isPresent();
            boolean copied = exchange.response()
                    .header("Access-Control-Allow-Origin")
                    .filter(origin::equals)
                    .isPresent();
            Verdict.require(!(credentials && copied), "no Access-Control-Allow-Origin for a foreign origin", exchange);
        }
    }

    /** The origin of the server itself, which a server with CORS allows. */
    private static String ownOrigin(Server server) {
        return server.url().getScheme() + "://" + server.url().getRawAuthority();
    }

    /** The rejection of a request of a page, if pages may call the endpoint. */
    private static Exchange rejectionForPages(Server server) {
        Exchange exchange = server.send(server.unauthenticated().with("Origin", ownOrigin(server)));
        if (exchange.response().header("Access-Control-Allow-Origin").isEmpty()) {
            throw Verdict.notApplicable("the endpoint is not for pages in a browser");
        }
        return exchange;
    }

    private static void preflightNeedsNoToken(Server server) {
        rejectionForPages(server);
        Exchange exchange = server.send(preflight(server, ownOrigin(server)));
        Verdict.require(exchange.response().isSuccess(), "a success such as 204", exchange);
    }

    private static void challengeExposedToPages(Server server) {
        Exchange exchange = rejectionForPages(server);
        boolean exposed = exchange.response().headerValues("Access-Control-Expose-Headers").stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .anyMatch(name -> name.strip().equalsIgnoreCase("WWW-Authenticate"));
        Verdict.require(exposed, "Access-Control-Expose-Headers with WWW-Authenticate", exchange);
    }
}
