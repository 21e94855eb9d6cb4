package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.HIGH;
import static dev.mcpauth.check.Severity.LOW;
import static dev.mcpauth.check.Severity.MEDIUM;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Step 2: HTTP and JSON-RPC. */
final class TransportChecks {

    private static final String SECURITY =
            "MCP 2025-11-25, Transports, \"Security Warning\"; MCP 2026-07-28, Streamable HTTP,"
                    + " \"Security & Endpoint\"";
    private static final String SENDING = "MCP 2025-11-25, Transports, \"Sending Messages to the Server\"";
    private static final String ORIGIN_REMEDY =
            "Compare the Origin header with an allowlist, as a whole, and respond 403 to every other value.";

    static final List<Check> ALL = List.of(
            new Check(
                    "foreign-origin-rejected",
                    2,
                    HIGH,
                    SECURITY,
                    "The server rejects a request from a page of a foreign origin with 403.",
                    ORIGIN_REMEDY,
                    server -> requireForbidden(server, List.of("https://evil.example"))),
            new Check(
                    "origin-compared-exactly",
                    2,
                    HIGH,
                    SECURITY,
                    "The server rejects an origin that only resembles its own, and the origin null.",
                    ORIGIN_REMEDY,
                    TransportChecks::originComparedExactly),
            new Check(
                    "foreign-host-rejected",
                    2,
                    LOW,
                    SECURITY + " (against DNS rebinding; the sections name only Origin)",
                    "A server on this machine rejects a request that names a foreign host.",
                    "Compare the Host header with an allowlist: after DNS rebinding, it is the name of the attacker's site.",
                    TransportChecks::foreignHostRejected),
            new Check(
                    "get-streams-or-405",
                    2,
                    MEDIUM,
                    "MCP 2025-11-25, Transports, \"Listening for Messages from the Server\"",
                    "The server responds to GET with an event stream or with 405.",
                    "Respond 405 to GET if the server has no stream.",
                    TransportChecks::getStreamsOr405),
            new Check(
                    "response-media-type",
                    2,
                    MEDIUM,
                    SENDING + ", 5",
                    "The response to a request is application/json or text/event-stream.",
                    "Set the Content-Type of JSON-RPC responses.",
                    TransportChecks::responseMediaType),
            new Check(
                    "malformed-json-rejected",
                    2,
                    MEDIUM,
                    "JSON-RPC 2.0, section 5.1",
                    "A body that is not JSON is rejected; the code of a JSON-RPC error is -32700.",
                    "Catch the exception of the JSON parser and respond 400 with the error -32700.",
                    TransportChecks::malformedJsonRejected),
            new Check(
                    "invalid-request-rejected",
                    2,
                    MEDIUM,
                    "MCP 2025-11-25, Base Protocol Overview, \"Requests\"; JSON-RPC 2.0, section 4",
                    "A message that is not a JSON-RPC 2.0 request is rejected.",
                    "Check jsonrpc, method and params before the method is called.",
                    TransportChecks::invalidRequestRejected),
            new Check(
                    "null-id-rejected",
                    2,
                    LOW,
                    "MCP 2025-11-25, Base Protocol Overview, \"Requests\"",
                    "A request with the id null is rejected.",
                    "Accept only strings and integers as ids.",
                    TransportChecks::nullIdRejected),
            new Check(
                    "batch-rejected",
                    2,
                    LOW,
                    SENDING + ", 3",
                    "A body with several messages is rejected, because the body is a single message.",
                    "Reject JSON arrays, except for clients of 2025-03-26.",
                    TransportChecks::batchRejected),
            new Check(
                    "notification-accepted",
                    2,
                    MEDIUM,
                    SENDING + ", 4",
                    "The server responds to a notification with 202 and no body, or with an HTTP error.",
                    "Respond 202 to each message without an id.",
                    TransportChecks::notificationAccepted),
            new Check(
                    "request-id-echoed",
                    2,
                    HIGH,
                    "MCP 2025-11-25, Base Protocol Overview, \"Result Responses\"",
                    "A response has the id of its request, with the same type.",
                    "Copy the JSON value of the id; do not convert it.",
                    TransportChecks::requestIdEchoed),
            new Check(
                    "unknown-method-rejected",
                    2,
                    MEDIUM,
                    "MCP 2025-11-25, Base Protocol Overview, \"Error Responses\"; JSON-RPC 2.0, section 5.1",
                    "The error for an unknown method has the code -32601, the id of the request, and a message.",
                    "Return the error -32601 for each method that the server does not have.",
                    TransportChecks::unknownMethodRejected));

    private TransportChecks() {}

    private static void requireForbidden(Server server, List<String> origins) {
        for (String origin : origins) {
            Exchange exchange = server.send(server.hello().with("Origin", origin));
            if (exchange.status() == 401 && !server.hasWorkingToken()) {
                throw Verdict.skipped("needs --token, because the server checks the token before Origin");
            }
            Verdict.require(exchange.status() == 403, "403", exchange);
        }
    }

    private static void originComparedExactly(Server server) {
        try {
            requireForbidden(server, List.of("https://evil.example"));
        } catch (Verdict verdict) {
            throw verdict.status() == Status.FAIL ? Verdict.notApplicable("foreign-origin-rejected failed") : verdict;
        }
        String host = server.url().getHost();
        requireForbidden(
                server,
                List.of("http://" + host + ".evil.example", "http://evil-" + host.replaceAll("[\\[\\]:]", ""), "null"));
    }

    private static void foreignHostRejected(Server server) {
        if (!server.isLoopback()) {
            throw Verdict.notApplicable("the server is not on this machine");
        }
        Exchange exchange = server.send(server.hello().with("Host", "evil.example"));
        if (exchange.status() == 401 && !server.hasWorkingToken()) {
            throw Verdict.skipped("needs --token, because the server checks the token before Host");
        }
        Verdict.require(exchange.status() / 100 == 4, "an error such as 403 or 421", exchange);
    }

    private static void getStreamsOr405(Server server) {
        Request request =
                server.speaksLegacy() ? server.legacy("") : server.hello().withBody("");
        Exchange exchange =
                server.ask(request.withMethod("GET").without("Content-Type").with("Accept", Response.EVENT_STREAM));
        boolean stream =
                exchange.status() == 200 && exchange.response().mediaType().equals(Response.EVENT_STREAM);
        Verdict.require(stream || exchange.status() == 405, "405, or 200 with text/event-stream", exchange);
    }

    private static void responseMediaType(Server server) {
        server.description();
        Exchange exchange = server.ask(server.hello());
        String type = exchange.response().mediaType();
        Verdict.require(
                type.equals("application/json") || type.equals(Response.EVENT_STREAM),
                "Content-Type application/json or text/event-stream",
                exchange);
    }

    private static void malformedJsonRejected(Server server) {
        server.description();
        Exchange exchange = server.ask(server.hello().withBody("{\"jsonrpc\": \"2.0\", "));
        Response response = exchange.response();
        boolean rejected = response.status() / 100 == 4 || response.error().isPresent() && response.status() < 500;
        boolean code = response.error().isEmpty() || response.hasErrorCode(Messages.PARSE_ERROR);
        Verdict.require(rejected && code, "400 with the error -32700", exchange);
    }

    private static void invalidRequestRejected(Server server) {
        String method = server.speaksLegacy() ? "ping" : "server/discover";
        ObjectNode valid = Messages.request(method, Json.object());
        for (ObjectNode invalid : List.of(
                valid.deepCopy().put("jsonrpc", "1.0"),
                (ObjectNode) valid.deepCopy().without("jsonrpc"),
                (ObjectNode) valid.deepCopy().without("method"),
                valid.deepCopy().put("params", "text"))) {
            Exchange exchange = server.ask(base(server).withBody(invalid.toString()));
            requireError(exchange);
        }
    }

    private static Request base(Server server) {
        return server.request(server.speaksLegacy() ? "ping" : "server/discover", Json.object());
    }

    private static void requireError(Exchange exchange) {
        Response response = exchange.response();
        boolean error = response.status() / 100 == 4 || response.error().isPresent() && response.status() < 500;
        Verdict.require(
                error && response.result().isEmpty(), "a JSON-RPC error, or an HTTP error such as 400", exchange);
    }

    private static void nullIdRejected(Server server) {
        Request request = base(server);
        ObjectNode body = (ObjectNode) Json.parse(request.body()).orElseThrow();
        Exchange exchange = server.ask(request.withBody(body.putNull("id").toString()));
        Verdict.require(exchange.response().result().isEmpty(), "no result", exchange);
    }

    private static void batchRejected(Server server) {
        Request ping = server.legacy("[" + Messages.request("ping", Json.object()) + "]");
        if (server.legacyVersion().equals("2025-03-26")) {
            throw Verdict.notApplicable("the server speaks 2025-03-26, which has batches");
        }
        requireError(server.ask(ping));
    }

    private static void notificationAccepted(Server server) {
        ObjectNode cancelled = Messages.notification("notifications/cancelled");
        cancelled.putObject("params").put("requestId", "no-such-request");
        Exchange exchange = server.ask(server.legacy(cancelled.toString()));
        boolean accepted =
                exchange.status() == 202 && exchange.response().body().isEmpty();
        Verdict.require(accepted || exchange.status() / 100 == 4, "202 without a body", exchange);
    }

    private static void requestIdEchoed(Server server) {
        Request request = base(server);
        for (String id : List.of("\"text\"", "0", "9007199254740991")) {
            JsonNode sent = Json.parse(id).orElseThrow();
            ObjectNode body = (ObjectNode) Json.parse(request.body()).orElseThrow();
            body.set("id", sent);
            Exchange exchange = server.ask(request.withBody(body.toString()));
            boolean same = exchange.response()
                    .json()
                    .filter(message -> message.path("id").equals(sent))
                    .isPresent();
            Verdict.require(same, "the id " + id, exchange);
        }
    }

    private static void unknownMethodRejected(Server server) {
        Exchange exchange = server.ask(server.request("no/such/method", Json.object()));
        Response response = exchange.response();
        boolean complete = response.hasErrorCode(Messages.METHOD_NOT_FOUND)
                && response.error().orElseThrow().path("message").isTextual()
                && response.json().orElseThrow().path("id").asInt() == 1;
        Verdict.require(complete, "the error -32601 with the id 1 and a message", exchange);
    }
}
