package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.ServerDescription.Implementation;
import io.javalin.http.Context;
import java.util.Locale;

/**
 * The answer to a request (JSON-RPC 2.0 section 5), as an HTTP response.
 *
 * @param status the HTTP status
 */
record JsonRpcResponse(int status, ObjectNode message) {

    private static final String SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo";

    static JsonRpcResponse result(JsonNode id, Result result, ProtocolVersion version, Implementation serverInfo) {
        ObjectNode message = about(id);
        message.set("result", version.isModern() ? modern(result, serverInfo) : result.body());
        return new JsonRpcResponse(200, message);
    }

    /** Errors look the same in every version; without an id, where none could be read. */
    static JsonRpcResponse error(JsonRpcException e) {
        ObjectNode message = about(e.id().orElse(null));
        ObjectNode error = message.putObject("error").put("code", e.code()).put("message", e.getMessage());
        e.data().ifPresent(data -> error.set("data", Json.toTree(data)));
        return new JsonRpcResponse(e.status(), message);
    }

    private static ObjectNode about(JsonNode id) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        return id == null ? message : message.set("id", id);
    }

    /** A modern result says that it is complete, for how long it keeps, and who made it. */
    private static ObjectNode modern(Result result, Implementation serverInfo) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("resultType", "complete");
        body.setAll(result.body());
        result.caching().ifPresent(caching -> {
            body.put("ttlMs", caching.timeToLive().toMillis());
            body.put("cacheScope", caching.scope().name().toLowerCase(Locale.ROOT));
        });
        body.withObjectProperty("_meta").set(SERVER_INFO_KEY, Json.toTree(serverInfo));
        return body;
    }

    void send(Context ctx) {
        ctx.status(status).contentType("application/json").result(Json.write(message));
    }
}
