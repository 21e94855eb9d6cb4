package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The response to a request (JSON-RPC 2.0 section 5), with its HTTP status.
 *
 * @param status the HTTP status
 */
record JsonRpcResponse(int status, ObjectNode message) {

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(JsonRpcResponse.class));
    private static final String SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo";
    private static final ObjectNode SERVER_INFO = Json.toTree(Implementation.COURSE);

    static JsonRpcResponse result(JsonRpcRequest request, Result result, ProtocolVersion version) {
        ObjectNode message = envelope(request.id());
        message.set("result", version.isModern() ? modern(result) : result.body());
        return new JsonRpcResponse(200, message);
    }

    /** Errors have the same shape in every version. Without an id in the exception, the response has none either. */
    static JsonRpcResponse error(JsonRpcException e) {
        ObjectNode message = envelope(e.id());
        ObjectNode error = message.putObject("error").put("code", e.code()).put("message", e.getMessage());
        e.data().ifPresent(data -> error.set("data", Json.toTree(data)));
        return new JsonRpcResponse(e.status(), message);
    }

    private static ObjectNode envelope(Optional<JsonNode> id) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        id.ifPresent(value -> message.set("id", value));
        return message;
    }

    /** A modern result names its type, how long clients may cache it, and the server. */
    private static ObjectNode modern(Result result) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("resultType", "complete");
        body.setAll(result.body());
        result.caching().ifPresent(caching -> {
            body.put("ttlMs", caching.timeToLive().toMillis());
            body.put("cacheScope", caching.scope().name().toLowerCase(Locale.ROOT));
        });
        body.withObjectProperty("_meta").set(SERVER_INFO_KEY, SERVER_INFO);
        return body;
    }

    void send(Reply reply) {
        reply.send(status, message);
    }

    /**
     * Writes the response at once, so that a client that does not read it counts as a request in flight. The JSON is never in
     * memory as a whole, so clients that do not read cost little.
     */
    static void write(Context ctx, int status, Object body) {
        ctx.status(status).contentType("application/json");
        try (OutputStream out = ctx.res().getOutputStream()) {
            Json.write(body, out);
        } catch (IOException gone) {
            LOG.warn("gone", "A client disconnected, or did not read its response");
        }
    }
}
