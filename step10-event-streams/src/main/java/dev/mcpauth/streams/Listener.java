package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Conversation;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Reply;
import dev.mcpauth.jwt.core.Caller;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A long-lived stream: an acknowledgment, then changes, then the response as the final event. No thread waits for the client:
 * events wait in a bounded queue until the client reads.
 */
final class Listener implements Reply, WriteListener {

    /** A client is disconnected if more events than this wait for it. */
    private static final int MAX_WAITING = 64;

    /** In bytes. Jetty keeps it as long as the stream is open. */
    private static final int BUFFER = 1024;

    private static final HttpRejection FULL = new HttpRejection(
            503,
            Map.of("Retry-After", "5"),
            new HttpRejection.Problem("temporarily_unavailable", "Too many streams are open"));

    private final JsonRpcRequest request;
    private final Context ctx;
    private final Caller caller;
    private final Listeners listeners;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private Optional<Predicate<Change>> wanted = Optional.empty();
    private ServletOutputStream out;
    private final Set<String> queue = new LinkedHashSet<>(); // the same event never waits twice
    private String acknowledgment = "";
    private volatile String finalEvent = "";
    private boolean flushDue;
    private boolean lastBeat;

    /** Read without the lock, because {@link Listeners} asks under its own, which {@link #close} takes second. */
    private volatile boolean ending;

    private boolean closed;

    Listener(JsonRpcRequest request, Context ctx, Caller caller, Listeners listeners) {
        this.request = request;
        this.ctx = ctx;
        this.caller = caller;
        this.listeners = listeners;
    }

    Caller caller() {
        return caller;
    }

    /** Whether a GET request opened the stream. Such a stream has no response. */
    private boolean isLegacy() {
        return request.isNotification();
    }

    boolean isSameUserAs(Listener other) {
        return caller.subject().equals(other.caller.subject());
    }

    /**
     * Whether the other stream belongs to the same legacy client, which may have one stream. A user may use several clients.
     */
    boolean replaces(Listener other) {
        return isLegacy()
                && other.isLegacy()
                && session().equals(other.session())
                && caller.identity().equals(other.caller.identity());
    }

    private String session() {
        return Optional.ofNullable(ctx.header("Mcp-Session-Id")).orElse("");
    }

    @Override
    public Exchange addTo(Exchange exchange) {
        return exchange.with(Listener.class, this);
    }

    /** Sets the first event, and the changes that the method has agreed to send. */
    synchronized void listenFor(Predicate<Change> changes, String firstEvent) {
        wanted = Optional.of(changes);
        acknowledgment = firstEvent;
        queue.add(firstEvent);
    }

    /** Opens the stream, and keeps the response for its end. If the method has failed, sends only the response. */
    @Override
    public void send(int status, ObjectNode response) {
        if (wanted.isEmpty()) {
            Conversation.ONE_OBJECT.replyTo(request, ctx).send(status, response);
            return;
        }
        if (!isLegacy()) {
            finalEvent = EventStream.event(response); // first: another thread may end a stream that is in the list
        }
        if (!listeners.add(this)) {
            FULL.send(ctx);
        } else {
            EventStream.begin(ctx);
            ctx.res().setBufferSize(BUFFER);
            ctx.header("Connection", "close"); // so that the end of the stream is the end of the connection
            ctx.future(this::start);
        }
    }

    private CompletableFuture<Void> start() {
        try {
            synchronized (this) {
                out = ctx.res().getOutputStream();
                out.setWriteListener(this);
            }
            return done;
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /** Queues a change, if the client wants it. The acknowledgment is in the queue before any change. */
    synchronized void tell(Change change) {
        if (wanted.filter(predicate -> predicate.test(change)).isPresent() && !ending) {
            queue.add(EventStream.event(change.notification(request.id())));
            if (queue.size() > MAX_WAITING) {
                close();
            }
            write();
        }
    }

    /** Shows proxies that the stream is alive, and the server whether the client still is. */
    synchronized void beat() {
        if (ending && lastBeat) {
            close(); // it had the time between two heartbeats to read the final event
        } else if (ending) {
            lastBeat = true;
        } else if (queue.isEmpty()) {
            queue.add(EventStream.COMMENT);
            write();
        }
    }

    /**
     * Sends the final event, and closes. It is the response (MCP 2026-07-28, Subscriptions, "Graceful Closure"). The page
     * Cancellation asks for {@code notifications/cancelled} instead, but clients wait for the response.
     */
    synchronized void end() {
        if (!ending) {
            ending = true;
            queue.retainAll(Set.of(acknowledgment)); // no change after the token has expired
            queue.add(finalEvent);
            write();
        }
    }

    boolean isEnding() {
        return ending;
    }

    @Override
    public void onWritePossible() {
        write();
    }

    @Override
    public void onError(Throwable gone) {
        close();
    }

    /** Writes as much as the client takes. Jetty calls {@link #onWritePossible} when it takes more. */
    private synchronized void write() {
        try {
            while (!closed && out != null && out.isReady()) {
                if (flushDue) {
                    flushDue = false;
                    out.flush();
                } else if (!queue.isEmpty()) {
                    String event = queue.iterator().next();
                    queue.remove(event);
                    EventStream.write(event, out);
                    flushDue = true;
                } else {
                    if (ending) {
                        close();
                    }
                    return;
                }
            }
        } catch (IOException
                | RuntimeException gone) { // whatever it is, it must not stop the beat of the other streams
            close();
        }
    }

    /** Another thread ends the response, because Javalin's work at the end of a response must not delay this thread. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            listeners.remove(this);
            done.completeAsync(() -> null);
        }
    }
}
