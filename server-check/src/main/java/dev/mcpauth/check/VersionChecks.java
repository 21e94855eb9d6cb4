package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.HIGH;
import static dev.mcpauth.check.Severity.LOW;
import static dev.mcpauth.check.Severity.MEDIUM;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Step 2: the versions of the protocol, with a handshake (up to 2025-11-25) and with metadata in each request (2026-07-28). */
final class VersionChecks {

    private static final String LIFECYCLE = "MCP 2025-11-25, Lifecycle, ";
    private static final String HEADERS = "MCP 2026-07-28, Streamable HTTP, \"Server Validation\"";
    private static final String HEADERS_REMEDY =
            "Compare each header with the body before the method is called; respond 400 with the error -32020.";

    static final List<Check> ALL = List.of(
            new Check(
                    "initialize-result",
                    2,
                    HIGH,
                    LIFECYCLE + "\"Initialization\"",
                    "The result of initialize has protocolVersion, capabilities and serverInfo with name and version.",
                    "Return all three members.",
                    VersionChecks::initializeResult),
            new Check(
                    "initialize-negotiates-version",
                    2,
                    MEDIUM,
                    LIFECYCLE + "\"Version Negotiation\" and \"Error Handling\"",
                    "If the client proposes an unknown version, the server offers one that it supports, or returns an error.",
                    "Return a supported version, not the version of the request.",
                    VersionChecks::initializeNegotiatesVersion),
            new Check(
                    "unsupported-version-header-rejected",
                    2,
                    MEDIUM,
                    "MCP 2025-11-25, Transports, \"Protocol Version Header\"",
                    "The server responds to an unsupported MCP-Protocol-Version with 400.",
                    "Compare the header with the supported versions on every request.",
                    VersionChecks::unsupportedVersionHeaderRejected),
            new Check(
                    "ping-answered",
                    2,
                    MEDIUM,
                    "MCP 2025-11-25, Ping, \"Behavior Requirements\"",
                    "The result of ping is an empty object.",
                    "Respond to ping in every state.",
                    VersionChecks::pingAnswered),
            new Check(
                    "session-id-random",
                    2,
                    MEDIUM,
                    "MCP 2025-11-25, Transports, \"Session Management\", 1; Security Best Practices, \"Session Hijacking\"",
                    "Session ids are visible ASCII characters, and cannot be guessed.",
                    "Use a random value of at least 128 bits, such as a UUID of a secure generator.",
                    VersionChecks::sessionIdRandom),
            new Check(
                    "discover-result",
                    2,
                    HIGH,
                    "MCP 2026-07-28, Discovery, \"DiscoverResult\"",
                    "The result of server/discover has capabilities, and supportedVersions with 2026-07-28.",
                    "Return both members.",
                    VersionChecks::discoverResult),
            new Check(
                    "result-type-present",
                    2,
                    MEDIUM,
                    "MCP 2026-07-28, Base Protocol Overview, \"ResultType\"",
                    "Each result has a resultType.",
                    "Add \"resultType\": \"complete\" to complete results.",
                    VersionChecks::resultTypePresent),
            new Check(
                    "server-info-present",
                    2,
                    LOW,
                    "MCP 2026-07-28, Base Protocol Overview, \"_meta\" (SHOULD)",
                    "Each result names the server in _meta.",
                    "Add io.modelcontextprotocol/serverInfo with name and version to _meta.",
                    VersionChecks::serverInfoPresent),
            new Check(
                    "request-meta-required",
                    2,
                    MEDIUM,
                    "MCP 2026-07-28, Base Protocol Overview, \"_meta\"",
                    "The server responds with 400 if _meta lacks the protocol version or the client capabilities.",
                    "Respond 400 with the error -32602 if a required member is missing.",
                    VersionChecks::requestMetaRequired),
            new Check(
                    "version-header-matches-body",
                    2,
                    MEDIUM,
                    HEADERS,
                    "The server responds with 400 and -32020 if MCP-Protocol-Version differs from _meta.",
                    HEADERS_REMEDY,
                    VersionChecks::versionHeaderMatchesBody),
            new Check(
                    "method-header-matches-body",
                    2,
                    MEDIUM,
                    HEADERS,
                    "The server responds with 400 and -32020 if Mcp-Method is missing or differs from the body.",
                    HEADERS_REMEDY,
                    VersionChecks::methodHeaderMatchesBody),
            new Check(
                    "name-header-matches-body",
                    2,
                    MEDIUM,
                    HEADERS,
                    "The server responds to a tools/call with 400 and -32020 if Mcp-Name is missing or differs from the body.",
                    HEADERS_REMEDY,
                    VersionChecks::nameHeaderMatchesBody),
            new Check(
                    "unsupported-version-rejected",
                    2,
                    MEDIUM,
                    "MCP 2026-07-28, Versioning, \"Protocol Version Negotiation\"",
                    "The server responds to an unknown version with 400, -32022 and the supported versions.",
                    "Put the supported versions into data.supported of the error.",
                    VersionChecks::unsupportedVersionRejected),
            new Check(
                    "unknown-method-is-404",
                    2,
                    LOW,
                    "MCP 2026-07-28, Streamable HTTP, \"Protocol Version Header\"",
                    "The server responds to an unknown method with 404 and -32601.",
                    "Respond 404, with the JSON-RPC error in the body.",
                    VersionChecks::unknownMethodIs404));

    private VersionChecks() {}

    private static Request initialize(Server server, String version) {
        return server.legacy(Messages.initialize(version).toString())
                .without("MCP-Protocol-Version")
                .without("Mcp-Session-Id");
    }

    private static void initializeResult(Server server) {
        Exchange exchange = server.ask(initialize(server, Messages.LEGACY_VERSION));
        JsonNode result = exchange.response().result().orElse(Json.object());
        Verdict.require(
                result.path("protocolVersion").asText().matches("\\d{4}-\\d\\d-\\d\\d")
                        && result.path("capabilities").isObject()
                        && result.path("serverInfo").path("name").isTextual()
                        && result.path("serverInfo").path("version").isTextual(),
                "a result with protocolVersion, capabilities and serverInfo",
                exchange);
    }

    private static void initializeNegotiatesVersion(Server server) {
        Exchange exchange = server.ask(initialize(server, Messages.UNKNOWN_VERSION));
        Optional<String> version = exchange.response()
                .result()
                .map(result -> result.path("protocolVersion").asText());
        boolean offered = version.filter(it -> !it.isEmpty() && !it.equals(Messages.UNKNOWN_VERSION))
                .isPresent();
        // The section shows an error, too, as the response to a version that the server does not support.
        boolean refused = exchange.response().error().isPresent();
        Verdict.require(offered || refused, "a result with another protocolVersion, or an error", exchange);
    }

    private static void unsupportedVersionHeaderRejected(Server server) {
        Request ping = server.legacy(Messages.request("ping", Json.object()).toString());
        Exchange exchange = server.ask(ping.with("MCP-Protocol-Version", Messages.UNKNOWN_VERSION));
        Verdict.require(exchange.status() == 400, "400", exchange);
    }

    private static void pingAnswered(Server server) {
        Exchange exchange =
                server.ask(server.legacy(Messages.request("ping", Json.object()).toString()));
        Optional<JsonNode> result = exchange.response().result();
        Verdict.require(result.filter(JsonNode::isObject).isPresent(), "an empty result", exchange);
    }

    private static void sessionIdRandom(Server server) {
        Request request = initialize(server, Messages.LEGACY_VERSION);
        if (server.session().isEmpty()) {
            throw Verdict.notApplicable("the server has no sessions");
        }
        Exchange first = server.ask(request);
        Exchange second = server.ask(request);
        String one = first.response().header("Mcp-Session-Id").orElse("");
        String other = second.response().header("Mcp-Session-Id").orElse("");
        Verdict.require(one.matches("[\\x21-\\x7e]{16,}"), "at least 16 visible ASCII characters", first);
        Verdict.require(
                differences(one, other) >= 8, "a session id that differs from the id before in most places", second);
    }

    private static long differences(String one, String other) {
        int length = Math.min(one.length(), other.length());
        long same = IntStream.range(0, length)
                .filter(i -> one.charAt(i) == other.charAt(i))
                .count();
        return Math.max(one.length(), other.length()) - same;
    }

    private static void discoverResult(Server server) {
        Exchange exchange = server.ask(server.modern("server/discover", Json.object()));
        JsonNode result = exchange.response().result().orElse(Json.object());
        Verdict.require(
                Json.strings(result.path("supportedVersions")).contains(Messages.MODERN_VERSION)
                        && result.path("capabilities").isObject(),
                "a result with capabilities, and supportedVersions with 2026-07-28",
                exchange);
    }

    private static void resultTypePresent(Server server) {
        Exchange exchange = server.ask(server.modern("server/discover", Json.object()));
        JsonNode result = exchange.response().result().orElse(Json.object());
        Verdict.require(result.path("resultType").isTextual(), "a result with resultType", exchange);
    }

    private static void serverInfoPresent(Server server) {
        Exchange exchange = server.ask(server.modern("server/discover", Json.object()));
        JsonNode info =
                exchange.response().result().orElse(Json.object()).path("_meta").path(Messages.SERVER_INFO);
        Verdict.require(
                info.path("name").isTextual() && info.path("version").isTextual(),
                "io.modelcontextprotocol/serverInfo in _meta",
                exchange);
    }

    private static void requestMetaRequired(Server server) {
        Request request = server.modern("server/discover", Json.object());
        for (String key : List.of(Messages.CLIENT_CAPABILITIES, Messages.PROTOCOL_VERSION)) {
            ObjectNode body = (ObjectNode) Json.parse(request.body()).orElseThrow();
            ((ObjectNode) body.path("params").path("_meta")).remove(key);
            Exchange exchange = server.ask(request.withBody(body.toString()));
            // Without the version in _meta, the header does not match either.
            boolean code = exchange.response().hasErrorCode(Messages.INVALID_PARAMS)
                    || key.equals(Messages.PROTOCOL_VERSION)
                            && exchange.response().hasErrorCode(Messages.HEADER_MISMATCH);
            Verdict.require(exchange.status() == 400 && code, "400 with the error -32602", exchange);
        }
    }

    private static void requireMismatch(Server server, Request request) {
        Exchange exchange = server.ask(request);
        boolean rejected = exchange.status() == 400 && exchange.response().hasErrorCode(Messages.HEADER_MISMATCH);
        Verdict.require(rejected, "400 with the error -32020", exchange);
    }

    /** The header has the version of 2026-07-28, so that no server takes the request for one of an earlier version. */
    private static void versionHeaderMatchesBody(Server server) {
        Request request = server.modern("server/discover", Json.object());
        requireMismatch(
                server, request.withBody(request.body().replace(Messages.MODERN_VERSION, Messages.LEGACY_VERSION)));
    }

    private static void methodHeaderMatchesBody(Server server) {
        Request request = server.modern("server/discover", Json.object());
        requireMismatch(server, request.with("Mcp-Method", "tools/list"));
        requireMismatch(server, request.without("Mcp-Method"));
    }

    private static void nameHeaderMatchesBody(Server server) {
        Request request = server.modern("tools/call", Messages.named(Messages.UNKNOWN_NAME));
        if (!server.hasCapability("tools")) {
            throw Verdict.notApplicable("the server has no tools");
        }
        requireMismatch(server, request.with("Mcp-Name", "another-name"));
        requireMismatch(server, request.without("Mcp-Name"));
    }

    private static void unsupportedVersionRejected(Server server) {
        Request request = server.modern("server/discover", Json.object());
        Exchange exchange = server.ask(request.with("MCP-Protocol-Version", Messages.UNKNOWN_VERSION)
                .withBody(request.body().replace(Messages.MODERN_VERSION, Messages.UNKNOWN_VERSION)));
        boolean supported = exchange.response().hasErrorCode(Messages.UNSUPPORTED_VERSION)
                && exchange.response()
                        .error()
                        .orElseThrow()
                        .path("data")
                        .path("supported")
                        .isArray();
        Verdict.require(
                exchange.status() == 400 && supported, "400 with the error -32022 and data.supported", exchange);
    }

    private static void unknownMethodIs404(Server server) {
        Exchange exchange = server.ask(server.modern("no/such/method", Json.object()));
        boolean error = exchange.response().hasErrorCode(Messages.METHOD_NOT_FOUND);
        Verdict.require(exchange.status() == 404 && error, "404 with the error -32601", exchange);
    }
}
