package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A valid JSON-RPC request or notification (JSON-RPC 2.0 section 4, as narrowed by MCP).
 *
 * @param id a string or an integer, kept as it was sent; {@code null} in a notification
 * @param params empty if there were none
 */
public record JsonRpcRequest(JsonNode id, String method, ObjectNode params) {

    /**
     * Reads one message.
     *
     * @throws JsonRpcException -32700 if it is not JSON, -32600 if it is not a request or a notification
     */
    public static JsonRpcRequest parse(byte[] body) {
        JsonNode message = Json.parse(body);
        if (message.isArray()) {
            throw JsonRpcException.invalidRequest("batches are not supported, send one message at a time");
        }
        if (!message.isObject()) {
            throw JsonRpcException.invalidRequest("the message is not an object");
        }
        JsonNode id = message.get("id");
        if (id != null && !id.isTextual() && !id.isIntegralNumber()) {
            throw JsonRpcException.invalidRequest("\"id\" must be a string or an integer");
        }
        try {
            return new JsonRpcRequest(id, method(message), params(message));
        } catch (JsonRpcException e) {
            throw e.answering(id);
        }
    }

    private static String method(JsonNode message) {
        if (!"2.0".equals(message.path("jsonrpc").textValue())) {
            throw JsonRpcException.invalidRequest("\"jsonrpc\" must be \"2.0\"");
        }
        if (!message.path("method").isTextual()) {
            throw JsonRpcException.invalidRequest("\"method\" must be a string");
        }
        return message.get("method").textValue();
    }

    private static ObjectNode params(JsonNode message) {
        if (!message.has("params")) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (message.get("params") instanceof ObjectNode params) {
            return params;
        }
        throw JsonRpcException.invalidRequest("\"params\" must be an object");
    }

    public boolean isNotification() {
        return id == null;
    }

    /**
     * A parameter that is a string, if it is there.
     *
     * @throws JsonRpcException -32602 if it is there and is something else
     */
    public Optional<String> text(String name) {
        JsonNode value = params.get(name);
        if (value != null && !value.isTextual()) {
            throw JsonRpcException.invalidParams("\"" + name + "\" must be a string");
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }

    /**
     * A parameter that must be there and be a string.
     *
     * @throws JsonRpcException -32602 if it is not
     */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> JsonRpcException.invalidParams("\"" + name + "\" is missing"));
    }

    /**
     * A parameter that is an object, empty if it is not there.
     *
     * @throws JsonRpcException -32602 if it is there and is something else
     */
    public ObjectNode object(String name) {
        if (!params.has(name)) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (params.get(name) instanceof ObjectNode object) {
            return object;
        }
        throw JsonRpcException.invalidParams("\"" + name + "\" must be an object");
    }
}
