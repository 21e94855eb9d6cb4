package dev.mcpauth.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server under test: which versions it speaks, whether it requires a token, and the requests that the checks start from.
 * The methods throw a {@link Verdict} if a check cannot go on.
 */
final class Server {

    private final URI url;
    private final Http http;
    private final Credentials credentials;
    private final Leaks leaks;
    private final Metadata metadata;

    /** The response to a request that needs a token but has none; {@code null} if no request needs a token. */
    private Exchange rejection;
    /** The response to {@code initialize}, if the server speaks a legacy version to us. */
    private Exchange initialized;
    /** The response to {@code server/discover}, if the server speaks 2026-07-28 to us. */
    private Exchange discovered;

    Server(URI url, Http http, Credentials credentials, Leaks leaks) {
        this.url = url;
        this.http = http;
        this.credentials = credentials;
        this.leaks = leaks;
        this.metadata = new Metadata(this);
    }

    /**
     * Finds out which versions the server supports, and whether it requires a token.
     *
     * @return why the server cannot be checked, or nothing
     */
    Optional<String> explore() {
        Exchange initialize = http.send(initializeRequest());
        if (initialize.response() == null) {
            return Optional.of(initialize.problem());
        }
        Exchange discover = http.send(discoverRequest());
        Optional<String> problem = problem(initialize)
                .filter(it -> discover.response() == null || problem(discover).isPresent());
        if (problem.isPresent()) {
            return problem;
        }
        initialized = withResult(initialize);
        discovered = withResult(discover);
        boolean answers = initialized != null || discovered != null;
        rejection = Stream.concat(Stream.of(initialize, discover), guardedCalls())
                .filter(exchange -> exchange.response() != null && isRejection(exchange.response()))
                .findFirst()
                .orElse(answers ? null : initialize);
        if (rejection != null && credentials.token() != null) {
            initialized = withResult(http.send(authorized(initializeRequest())));
            discovered = withResult(http.send(authorized(discoverRequest())));
            if (initialized == null
                    && discovered != null
                    && discover.response() != null
                    && isRejection(discover.response())) {
                rejection = discover; // the server does not know the method initialize
            }
        }
        if (initialized != null) {
            http.send(legacy(Messages.notification("notifications/initialized").toString()));
        }
        return Optional.empty();
    }

    /** Why there is no MCP server at this URL. */
    private static Optional<String> problem(Exchange exchange) {
        Response response = exchange.response();
        if (response.json().filter(json -> json.has("jsonrpc")).isPresent()) {
            return Optional.empty();
        }
        return switch (response.status()) {
            case 301, 302, 303, 307, 308 ->
                Optional.of("it redirects to "
                        + Report.brief(response.header("Location").orElse("no URL")) + "; check that URL");
            case 404, 405 ->
                Optional.of("the response is " + response.status() + ", so this is not the URL of an MCP server");
            default -> Optional.empty();
        };
    }

    private Stream<Exchange> guardedCalls() {
        ObjectNode call = Messages.request("tools/call", Messages.named(Messages.UNKNOWN_NAME));
        Stream<Request> legacy = initialized == null
                ? Stream.empty()
                : Stream.of(legacy(Messages.request("tools/list", Json.object()).toString()), legacy(call.toString()));
        Stream<Request> modern = discovered == null
                ? Stream.empty()
                : Stream.of(
                        modernRequest("tools/list", Json.object()),
                        modernRequest("tools/call", Messages.named(Messages.UNKNOWN_NAME)));
        return Stream.concat(legacy, modern).map(http::send);
    }

    private static boolean isRejection(Response response) {
        return response.status() == 401
                || response.status() == 403
                || response.header("WWW-Authenticate").isPresent();
    }

    private static Exchange withResult(Exchange exchange) {
        return exchange.response() != null && exchange.response().result().isPresent() ? exchange : null;
    }

    URI url() {
        return url;
    }

    Credentials credentials() {
        return credentials;
    }

    Leaks leaks() {
        return leaks;
    }

    Metadata metadata() {
        return metadata;
    }

    boolean isOpen() {
        return rejection == null;
    }

    boolean speaksLegacy() {
        return initialized != null;
    }

    boolean speaksModern() {
        return discovered != null;
    }

    // Sending

    /** Sends a request. A missing response is a failure. */
    Exchange send(Request request) {
        Exchange exchange = http.send(request);
        if (exchange.response() == null) {
            throw Verdict.failed("a response", exchange);
        }
        if (exchange.status() == 429) {
            throw Verdict.skipped("the server responded 429, its rate limit");
        }
        return exchange;
    }

    /** Sends a request that may have no response. */
    Exchange fetch(Request request) {
        return http.send(request);
    }

    /** Sends a request that may fail because it lacks a token or a scope; such a failure says nothing about the check. */
    Exchange ask(Request request) {
        Exchange exchange = send(request);
        if (exchange.status() == 401) {
            throw Verdict.skipped(
                    credentials.token() == null ? "needs --token" : "the server does not accept the token");
        }
        if (exchange.status() == 403
                && exchange.response().header("WWW-Authenticate").isPresent()) {
            throw Verdict.skipped("the token does not permit this request");
        }
        return exchange;
    }

    // Requests

    private Request post(String body) {
        return Request.of("POST", url)
                .with("Content-Type", "application/json")
                .with("Accept", "application/json, text/event-stream")
                .withBody(body);
    }

    private Request initializeRequest() {
        return post(Messages.initialize(Messages.LEGACY_VERSION).toString());
    }

    private Request discoverRequest() {
        return modernRequest("server/discover", Json.object());
    }

    private Request modernRequest(String method, ObjectNode params) {
        params.set("_meta", Messages.meta());
        Request request = post(Messages.request(method, params).toString())
                .with("MCP-Protocol-Version", Messages.MODERN_VERSION)
                .with("Mcp-Method", method);
        return params.path("name").isTextual()
                ? request.with("Mcp-Name", params.get("name").asText())
                : request;
    }

    private Request authorized(Request request) {
        return rejection == null || credentials.token() == null
                ? request
                : request.with("Authorization", "Bearer " + credentials.token());
    }

    /** A message of the legacy version that the server has chosen, with the session and the token. */
    Request legacy(String body) {
        if (initialized == null) {
            throw unknown("the server does not speak 2025-11-25 or earlier");
        }
        Request request = post(body).with("MCP-Protocol-Version", legacyVersion());
        return authorized(
                session().map(id -> request.with("Mcp-Session-Id", id)).orElse(request));
    }

    /** A request of 2026-07-28, with its headers and the token. */
    Request modern(String method, ObjectNode params) {
        if (discovered == null) {
            throw unknown("the server does not speak 2026-07-28");
        }
        return authorized(modernRequest(method, params));
    }

    /** A request of any version that the server speaks. */
    Request request(String method, ObjectNode params) {
        return initialized != null || discovered == null
                ? legacy(Messages.request(method, params).toString())
                : modern(method, params);
    }

    private Verdict unknown(String otherwise) {
        if (rejection == null || initialized != null || discovered != null) {
            return Verdict.notApplicable(otherwise);
        }
        return Verdict.skipped(credentials.token() == null ? "needs --token" : "the server does not accept the token");
    }

    /** A request that needs a token, without a token. */
    Request unauthenticated() {
        return rejection().request();
    }

    /** A request of 2026-07-28 without a token. */
    Request unauthenticatedModern(String method, ObjectNode params) {
        return modernRequest(method, params);
    }

    /** A request that needs a token, with a token that the server accepts. */
    Request authenticated() {
        requireToken();
        return authorized(unauthenticated());
    }

    /** A request that works, if there is what it takes; else a request without a token that needs one. */
    Request hello() {
        return isOpen()
                ? (initialized != null ? initializeRequest() : discoverRequest())
                : authorized(unauthenticated());
    }

    // Facts

    /** The response to a request without a token that needs one. */
    Exchange rejection() {
        if (rejection == null) {
            throw Verdict.notApplicable("the server does not require a token");
        }
        return rejection;
    }

    Challenge challenge() {
        return Challenge.bearer(rejection().response().headerValues("WWW-Authenticate"))
                .orElseThrow(() -> Verdict.notApplicable("the rejection has no Bearer challenge"));
    }

    boolean hasWorkingToken() {
        return credentials.token() != null && (initialized != null || discovered != null);
    }

    void requireToken() {
        rejection();
        if (!hasWorkingToken()) {
            throw Verdict.skipped(
                    credentials.token() == null ? "needs --token" : "the server does not accept the token");
        }
    }

    /** The version that the server has chosen. It becomes a header, so it must look like a version. */
    String legacyVersion() {
        String version = initialized
                .response()
                .result()
                .orElseThrow()
                .path("protocolVersion")
                .asText();
        return version.matches("\\d{4}-\\d\\d-\\d\\d") ? version : Messages.LEGACY_VERSION;
    }

    Optional<String> session() {
        return initialized == null ? Optional.empty() : initialized.response().header("Mcp-Session-Id");
    }

    /** What the server says about itself, in {@code initialize} or {@code server/discover}. */
    JsonNode description() {
        if (initialized == null && discovered == null) {
            throw unknown("the server speaks no known version");
        }
        return (initialized != null ? initialized : discovered)
                .response()
                .result()
                .orElseThrow();
    }

    boolean hasCapability(String name) {
        return description().path("capabilities").has(name);
    }

    boolean isLoopback() {
        return isLoopback(url);
    }

    static boolean isLoopback(URI url) {
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("[::1]");
    }

    /** Whether tokens and metadata are safe on the way to this URL: over TLS, or without leaving the machine. */
    static boolean isProtected(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) || isLoopback(url);
    }

    List<String> versions() {
        return Stream.of(
                        Optional.ofNullable(discovered).map(modern -> Messages.MODERN_VERSION),
                        Optional.ofNullable(initialized).map(legacy -> legacyVersion()))
                .flatMap(Optional::stream)
                .toList();
    }
}
