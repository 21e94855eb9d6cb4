package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * MCP 2026-07-28: no handshake and no session. Each request carries the version, the client and its capabilities; a question
 * of the server is a result, which the client answers by sending the request again.
 */
final class ModernWire implements Wire {

    static final String VERSION = "2026-07-28";

    private static final int UNSUPPORTED_VERSION = -32022;
    private static final int MAX_ROUNDS = 10;
    private static final String META = "io.modelcontextprotocol/";

    /** What the server repeats from the parameters, by method ("Request Headers"). */
    private static final Map<String, String> NAMES =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    private final Transport transport;
    private final Questions questions;
    private final AtomicInteger ids = new AtomicInteger();

    ModernWire(Transport transport, Questions questions) {
        this.transport = transport;
        this.questions = questions;
    }

    @Override
    public JsonNode request(
            String method, ObjectNode params, Map<String, String> headers, Consumer<JsonNode> notifications) {
        ObjectNode current = params;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            JsonNode result = send(method, current, headers, notifications).result(method);
            String type = result.path("resultType").asText("complete");
            switch (type) {
                case "complete" -> {
                    return result;
                }
                case "input_required" -> current = answered(params, result);
                default ->
                    throw new Failure(
                            ExitCode.ERROR,
                            "The server answered " + method + " with a result of the unknown type \"" + Text.brief(type)
                                    + "\"");
            }
        }
        throw new Failure(
                ExitCode.ERROR,
                "The server asked for input " + MAX_ROUNDS + " times during " + method + "; the client gives up");
    }

    /** The original parameters with the answers, and the state that the server wants back, unchanged ("Multi Round-Trip Requests"). */
    private ObjectNode answered(ObjectNode params, JsonNode result) {
        ObjectNode next = params.deepCopy();
        if (result.has("inputRequests")) {
            ObjectNode responses = next.putObject("inputResponses");
            result.path("inputRequests")
                    .properties()
                    .forEach(question -> responses.set(question.getKey(), answer(question.getValue())));
        }
        if (result.has("requestState")) {
            next.set("requestState", result.path("requestState"));
        }
        return next;
    }

    private ObjectNode answer(JsonNode question) {
        String method = question.path("method").asText();
        if (!method.equals("elicitation/create")) {
            throw new Failure(
                    ExitCode.ERROR,
                    "The server asks for \"" + Text.brief(method) + "\", which this client did not offer");
        }
        return questions.answer(question.path("params"));
    }

    /** Sends a request, and again if the server does not support its version but names another that the client supports. */
    Reply send(String method, ObjectNode params, Map<String, String> headers, Consumer<JsonNode> notifications) {
        Reply reply =
                transport.request(message(method, params), headers(method, params, headers), notifications, false);
        boolean again =
                reply.errorCode().filter(code -> code == UNSUPPORTED_VERSION).isPresent()
                        && supports(reply.errorData().path("supported"));
        return again
                ? transport.request(message(method, params), headers(method, params, headers), notifications, false)
                : reply;
    }

    static boolean supports(JsonNode versions) {
        for (JsonNode version : versions) {
            if (version.asText().equals(VERSION)) {
                return true;
            }
        }
        return false;
    }

    private ObjectNode message(String method, ObjectNode params) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", ids.incrementAndGet());
        ObjectNode complete = params.deepCopy();
        ObjectNode meta = complete.path("_meta").isObject() ? (ObjectNode) complete.path("_meta") : Json.object();
        meta.put(META + "protocolVersion", VERSION);
        meta.set(META + "clientInfo", Session.clientInfo());
        meta.set(META + "clientCapabilities", Session.capabilities(questions));
        complete.set("_meta", meta);
        message.put("method", method).set("params", complete);
        return message;
    }

    private static Map<String, String> headers(String method, ObjectNode params, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("MCP-Protocol-Version", VERSION);
        headers.put("Mcp-Method", method);
        if (NAMES.containsKey(method)) {
            headers.put(
                    "Mcp-Name",
                    HeaderValue.encode(params.path(NAMES.get(method)).asText()));
        }
        headers.putAll(more);
        return headers;
    }

    @Override
    public void expectQuestions() {
        // They come in the answer.
    }

    @Override
    public void listen(List<String> resources, Consumer<JsonNode> notifications) {
        ObjectNode params = Json.object();
        ObjectNode filter = params.putObject("notifications");
        filter.put("toolsListChanged", true).put("promptsListChanged", true).put("resourcesListChanged", true);
        if (!resources.isEmpty()) {
            resources.forEach(filter.putArray("resourceSubscriptions")::add);
        }
        String method = "subscriptions/listen";
        transport
                .listen(message(method, params), headers(method, params, Map.of()), notifications)
                .result(method);
    }

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public void close() {
        // There is no session.
    }
}
