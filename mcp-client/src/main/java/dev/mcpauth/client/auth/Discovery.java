package dev.mcpauth.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.mcpauth.client.shared.Addresses;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * From the URL of an MCP server to its authorization server: first the metadata of the MCP server (RFC 9728), then those of
 * the authorization server (RFC 8414, OpenID Connect Discovery). The client trusts neither document before it has
 * compared the name in it with the URL at which it looked.
 */
final class Discovery {

    private final URI server;
    private final Web web;
    private final Addresses addresses;

    Discovery(URI server, Web web) {
        this.server = server;
        this.web = web;
        this.addresses = new Addresses(server);
    }

    /**
     * The metadata of the MCP server: where the challenge says, else at the well-known URLs with and without the path of the
     * server (MCP 2026-07-28, Authorization, "Protected Resource Metadata Discovery Requirements").
     */
    ProtectedResource protectedResource(Challenge challenge) {
        List<URI> places = challenge
                .resourceMetadata()
                .map(url -> List.of(addresses.require(url, "resource_metadata")))
                .orElseGet(() -> wellKnown(server, "oauth-protected-resource"));
        List<String> missing = new ArrayList<>();
        for (URI place : places) {
            Optional<String> document = fetch(place, missing);
            if (document.isPresent()) {
                return protectedResource(place, document.get());
            }
        }
        throw new Failure(
                ExitCode.SIGN_IN,
                "The server rejects requests without a token, but does not say where to get one: no protected resource"
                        + " metadata at " + String.join(", ", missing)
                        + ". Pass a token with --token, or ask the operator.");
    }

    private ProtectedResource protectedResource(URI place, String document) {
        JsonNode metadata = Json.parse(document)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> invalid(place, "the document is not a JSON object"));
        String resource = metadata.path("resource").asText();
        if (!covers(resource)) {
            throw invalid(
                    place, "resource is \"" + Text.brief(resource) + "\". A token for it would be for another server");
        }
        List<String> issuers = texts(metadata.path("authorization_servers"));
        if (issuers.isEmpty()) {
            throw invalid(place, "authorization_servers is missing");
        }
        return new ProtectedResource(
                URI.create(resource), issuers, new LinkedHashSet<>(texts(metadata.path("scopes_supported"))));
    }

    /**
     * The resource has the origin of the server, and its path or a parent of it. Servers may have one name for several
     * endpoints (MCP 2026-07-28, Authorization, "Canonical Server URI").
     */
    boolean covers(String resource) {
        URI uri;
        try {
            uri = URI.create(resource);
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean sameOrigin = uri.getHost() != null
                && server.getScheme().equalsIgnoreCase(uri.getScheme())
                && server.getHost().equalsIgnoreCase(uri.getHost())
                && port(server) == port(uri);
        String parent = path(uri).replaceFirst("/$", "");
        String path = path(server);
        boolean samePath = path.equals(parent) || path.startsWith(parent + "/") || path.isEmpty() && parent.isEmpty();
        return sameOrigin && samePath && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null ? "" : uri.getRawPath();
    }

    /** The metadata of an authorization server, from the first of its well-known URLs that has a document. */
    AuthorizationServer authorizationServer(String issuer) {
        URI url = addresses.require(issuer, "authorization server");
        List<URI> places = new ArrayList<>();
        places.add(wellKnown(url, "oauth-authorization-server").get(0));
        places.add(wellKnown(url, "openid-configuration").get(0));
        String path = path(url).replaceFirst("/$", "");
        if (!path.isEmpty()) {
            places.add(url.resolve(path + "/.well-known/openid-configuration"));
        }
        List<String> missing = new ArrayList<>();
        for (URI place : places) {
            Optional<String> document = fetch(place, missing);
            if (document.isPresent()) {
                return authorizationServer(issuer, place, document.get());
            }
        }
        throw new Failure(
                ExitCode.SIGN_IN,
                "The authorization server " + Text.brief(issuer) + " publishes no metadata at "
                        + String.join(", ", missing));
    }

    /** The issuers are compared as strings: RFC 8414 section 3.3, {@code …/} is not {@code …}. */
    private AuthorizationServer authorizationServer(String issuer, URI place, String document) {
        try {
            AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(JSONObjectUtils.parse(document));
            if (!metadata.getIssuer().getValue().equals(issuer)) {
                throw invalid(
                        place,
                        "issuer is \"" + Text.brief(metadata.getIssuer().getValue()) + "\", expected \""
                                + Text.brief(issuer) + "\"");
            }
            return new AuthorizationServer(metadata, addresses);
        } catch (ParseException e) {
            throw invalid(place, Text.brief(String.valueOf(e.getMessage())));
        }
    }

    /** The well-known URLs of a name, with the path of the URL after it, and without (RFC 8414 section 3.1, RFC 9728 section 3.1). */
    private static List<URI> wellKnown(URI url, String name) {
        String root = "/.well-known/" + name;
        String path = path(url).replaceFirst("/$", "");
        return path.isEmpty() ? List.of(url.resolve(root)) : List.of(url.resolve(root + path), url.resolve(root));
    }

    /**
     * The document at this URL, or empty if there is none.
     *
     * @param missing receives the URL and the reason, if there is no document
     */
    private Optional<String> fetch(URI place, List<String> missing) {
        HttpRequest request = HttpRequest.newBuilder(place)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> response = web.send(request);
            if (response.statusCode() == 200) {
                return Optional.of(response.body());
            }
            boolean redirect = response.statusCode() / 100 == 3;
            missing.add(place + " (status " + response.statusCode()
                    + (redirect ? ", a redirect, which the client does not follow)" : ")"));
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "Cannot fetch " + place + ": " + Web.reason(e), e);
        }
    }

    private static Failure invalid(URI place, String why) {
        return new Failure(
                ExitCode.SIGN_IN,
                "The client does not use the metadata at " + place + ": " + why + ". Tell the operator.");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> {
            if (element.isTextual()) {
                texts.add(element.asText());
            }
        });
        return texts;
    }
}
