package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Accept;
import dev.mcpauth.jsonrpc.Conversation;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.LimitedLog;
import dev.mcpauth.jsonrpc.Reply;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The response to a call: one JSON object, or an event stream from the first notification on (MCP 2026-07-28, Streamable HTTP,
 * "Receiving Messages"). Until then, the HTTP status is still free, so an error can have its own.
 *
 * <p>The thread of the call writes the stream. A client that reads slowly delays only its own call.
 */
final class CallReply implements Reply, Outbox {

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(CallReply.class));

    private final JsonRpcRequest request;
    private final Context ctx;
    private final Supplier<Optional<ClientLog.Level>> legacyLevel;
    private final Cancellation cancellation;
    private final boolean takesStream;
    private boolean modern;
    private boolean begun;
    private boolean ended;

    /** @param legacyLevel the level that the caller has set with {@code logging/setLevel} */
    CallReply(
            JsonRpcRequest request,
            Context ctx,
            Supplier<Optional<ClientLog.Level>> legacyLevel,
            Cancellation cancellation) {
        this.request = request;
        this.ctx = ctx;
        this.legacyLevel = legacyLevel;
        this.cancellation = cancellation;
        this.takesStream = Accept.of(ctx).names(EventStream.TYPE);
    }

    @Override
    public Exchange addTo(Exchange exchange) {
        modern = exchange.protocolVersion().isModern();
        return exchange.with(Cancellation.class, cancellation)
                .with(Outbox.class, this)
                .with(Progress.class, Progress.of(request, this))
                .with(ClientLog.class, new ClientLog(modern ? ClientLog.levelIn(request) : legacyLevel.get(), this));
    }

    @Override
    public synchronized boolean send(ObjectNode message) {
        if (takesStream && !ended && !cancellation.isByClient()) {
            write(message);
            return !ended;
        }
        return false;
    }

    /**
     * A client that has cancelled gets no response (MCP 2025-11-25, Cancellation, "Behavior Requirements"): its stream ends
     * without a response. If the client takes no stream, only the response can end its request.
     */
    @Override
    public synchronized void send(int status, ObjectNode response) {
        if (begun) {
            if (!ended && !cancellation.isByClient()) {
                write(response);
            }
        } else if (cancellation.isByClient() && takesStream) {
            EventStream.begin(ctx);
        } else {
            Conversation.ONE_OBJECT.replyTo(request, ctx).send(status, response);
        }
        ended = true;
    }

    private void write(ObjectNode message) {
        try {
            if (!begun) {
                EventStream.begin(ctx);
                begun = true;
            }
            OutputStream out = ctx.res().getOutputStream();
            EventStream.write(EventStream.event(message), out);
            out.flush();
        } catch (IOException gone) {
            LOG.warn("gone", "A client disconnected, or did not read its event stream");
            ended = true;
            if (modern) { // MCP 2025-11-25: a client that disconnects does not cancel its call
                cancellation.cancel();
            }
        }
    }
}
