package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * MCP 2025-11-25 and earlier: a handshake, perhaps a session, and questions of the server as requests in the other direction,
 * on the stream of a request or on a stream of their own.
 */
final class LegacyWire implements Wire {

    static final String VERSION = "2025-11-25";
    private static final Set<String> KNOWN = Set.of(VERSION, "2025-06-18", "2025-03-26");
    private static final int METHOD_NOT_FOUND = -32601;

    private final Transport transport;
    private final Questions questions;
    private final AtomicInteger ids = new AtomicInteger();
    private volatile Map<String, String> headers = Map.of();
    private volatile String version = VERSION;
    private EventStream stream;

    private LegacyWire(Transport transport, Questions questions) {
        this.transport = transport;
        this.questions = questions;
    }

    /** Starts with the handshake ("Lifecycle"). */
    static LegacyWire open(Transport transport, Questions questions) {
        LegacyWire wire = new LegacyWire(transport, questions);
        wire.initialize();
        return wire;
    }

    private void initialize() {
        headers = Map.of();
        ObjectNode params = Json.object().put("protocolVersion", VERSION);
        params.set("capabilities", Session.capabilities(questions));
        params.set("clientInfo", Session.clientInfo());
        Reply reply = transport.request(message("initialize", params), headers, this::receive, true);
        version = reply.result("initialize").path("protocolVersion").asText();
        if (!KNOWN.contains(version)) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "The server requires protocol version \"" + Text.brief(version) + "\"; this client speaks "
                            + ModernWire.VERSION + ", "
                            + String.join(", ", KNOWN.stream().sorted().toList()));
        }
        Map<String, String> agreed = new LinkedHashMap<>(Map.of("MCP-Protocol-Version", version));
        reply.headers().firstValue("Mcp-Session-Id").ifPresent(session -> agreed.put("Mcp-Session-Id", session));
        headers = agreed;
        transport.send(Json.object().put("jsonrpc", "2.0").put("method", "notifications/initialized"), headers);
    }

    @Override
    public JsonNode request(
            String method, ObjectNode params, Map<String, String> more, Consumer<JsonNode> notifications) {
        Consumer<JsonNode> others = message -> {
            if (!receive(message)) {
                notifications.accept(message);
            }
        };
        Reply reply = transport.request(message(method, params), headers, others, true);
        if (reply.status() == 404 && headers.containsKey("Mcp-Session-Id")) {
            initialize(); // the server has ended the session ("Session Management")
            reply = transport.request(message(method, params), headers, others, true);
        }
        return reply.result(method);
    }

    private ObjectNode message(String method, ObjectNode params) {
        ObjectNode message = Json.object()
                .put("jsonrpc", "2.0")
                .put("id", ids.incrementAndGet())
                .put("method", method);
        message.set("params", params);
        return message;
    }

    /** Answers a message if it is a request of the server. */
    private boolean receive(JsonNode message) {
        if (!message.has("method") || !message.has("id")) {
            return false;
        }
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        response.set("id", message.path("id"));
        String method = message.path("method").asText();
        if (method.equals("ping")) {
            response.putObject("result");
        } else if (method.equals("elicitation/create")) {
            response.set("result", questions.answer(message.path("params")));
        } else {
            response.putObject("error").put("code", METHOD_NOT_FOUND).put("message", "Method not found");
        }
        transport.send(response, headers);
        return true;
    }

    /** A question may come on a stream that belongs to no request, so this stream must be open before the request is sent. */
    @Override
    public void expectQuestions() {
        if (stream == null) {
            transport.stream(headers).ifPresent(opened -> {
                stream = opened;
                Thread reader = new Thread(() -> readAll(opened, this::receive), "stream of the server");
                reader.setDaemon(true);
                reader.start();
            });
        }
    }

    private static void readAll(EventStream stream, Consumer<JsonNode> messages) {
        try {
            for (Optional<String> data = stream.next(); data.isPresent(); data = stream.next()) {
                data.flatMap(Json::parse).ifPresent(messages);
            }
        } catch (IOException | Failure ended) {
            // The stream is an extra: requests work without it.
        }
    }

    @Override
    public void listen(List<String> resources, Consumer<JsonNode> notifications) {
        EventStream changes = transport.stream(headers)
                .orElseThrow(() -> new Failure(ExitCode.ERROR, "The server offers no stream of changes"));
        try (changes) {
            for (String uri : resources) {
                request("resources/subscribe", Json.object().put("uri", uri), Map.of(), notifications);
            }
            readAll(changes, message -> {
                if (!receive(message)) {
                    notifications.accept(message);
                }
            });
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
        if (headers.containsKey("Mcp-Session-Id")) {
            transport.delete(headers);
        }
    }
}
