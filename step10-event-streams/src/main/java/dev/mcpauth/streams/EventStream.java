package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The format of an event stream (HTML Standard, "Server-sent events"). Events have no id: to let clients resume a stream, the
 * server would have to store it, and anyone who guesses its id could read it.
 */
final class EventStream {

    static final String TYPE = "text/event-stream";

    /** A comment, which clients skip. It keeps proxies from closing a silent stream. */
    static final String COMMENT = ":\n\n";

    private EventStream() {}

    /** Makes the response an event stream that caches do not store and proxies do not buffer. */
    static void begin(Context ctx) {
        ctx.status(200).contentType(TYPE).header("Cache-Control", "no-store").header("X-Accel-Buffering", "no");
    }

    /** One message as an event. Its JSON is on one line, so no text in it can end the event. */
    static String event(ObjectNode message) {
        return "event: message\ndata: " + Json.writeText(message) + "\n\n";
    }

    static void write(String event, OutputStream out) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
    }

    /** @param params a record or a map, which becomes a JSON object */
    static ObjectNode notification(String method, Object params) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("method", method);
        message.set("params", Json.toTree(params));
        return message;
    }
}
