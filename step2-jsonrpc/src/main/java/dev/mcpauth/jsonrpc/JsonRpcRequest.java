package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A valid JSON-RPC request or notification (JSON-RPC 2.0 section 4, as narrowed by MCP).
 *
 * @param id a string or an integer, exactly as the client sent it; empty in a notification
 * @param params an empty object if the client sent none
 */
public record JsonRpcRequest(Optional<JsonNode> id, String method, ObjectNode params) {

    /** The response repeats the id, so its length is limited. */
    private static final int LONGEST_ID = 1000;

    /**
     * Reads one message.
     *
     * @throws JsonRpcException -32600 if it is not a request or a notification
     */
    public static JsonRpcRequest of(JsonNode message) {
        if (message.isArray()) {
            throw JsonRpcException.invalidRequest("batches are not supported; send one message per POST");
        }
        if (!message.isObject()) {
            throw JsonRpcException.invalidRequest("the message is not an object");
        }
        Optional<JsonNode> id = Optional.ofNullable(message.get("id"));
        if (id.filter(value -> !value.isTextual() && !value.isIntegralNumber()).isPresent()) {
            throw JsonRpcException.invalidRequest("\"id\" must be a string or an integer");
        }
        if (id.filter(value -> value.isTextual() && value.textValue().length() > LONGEST_ID)
                .isPresent()) {
            throw JsonRpcException.invalidRequest("\"id\" is longer than " + LONGEST_ID + " characters");
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
        return id.isEmpty();
    }

    /**
     * An optional parameter that is a string.
     *
     * @throws JsonRpcException -32602 if it is not a string
     */
    public Optional<String> text(String name) {
        JsonNode value = params.get(name);
        if (value != null && !value.isTextual()) {
            throw JsonRpcException.invalidParams("\"" + name + "\" must be a string");
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }

    /**
     * A required parameter that is a string.
     *
     * @throws JsonRpcException -32602 if it is missing or not a string
     */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> JsonRpcException.invalidParams("\"" + name + "\" is missing"));
    }

    /**
     * An optional parameter that is an object; an empty object if it is missing.
     *
     * @throws JsonRpcException -32602 if it is not an object
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
