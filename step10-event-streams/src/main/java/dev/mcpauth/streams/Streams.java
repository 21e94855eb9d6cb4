package dev.mcpauth.streams;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.Accept;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Conversation;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Reply;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.scopes.Scope;
import dev.mcpauth.user.CallerContext;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The event streams of a server: the streams of calls, and the long-lived streams that clients listen to. */
public final class Streams implements Part {

    /** A caller with any scope may listen. Which changes the caller hears of depends on what the caller may read. */
    private static final Policy.Rule ANY_SCOPE =
            new Policy.Rule(List.of(Scope.READ, Scope.TOOLS, Scope.PROMPTS), Role.GUEST);

    private final Listeners listeners;
    private final RunningCalls running = new RunningCalls();
    private volatile boolean stopping;

    /** The levels that legacy callers have set. A client whose level was forgotten must set it again. */
    private final Cache<Caller.Identity, ClientLog.Level> levels =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public Streams(Clock clock) {
        this(clock, Listeners.Limits.DEFAULT);
    }

    Streams(Clock clock, Listeners.Limits limits) {
        this.listeners = new Listeners(clock, limits);
    }

    /** Ends the streams before the server waits for its responses. */
    @Override
    public void addTo(JavalinConfig config) {
        config.events.serverStarting(listeners::start);
        config.events.serverStopping(() -> {
            stopping = true;
            listeners.stop();
        });
        config.events.serverStopped(listeners::stopped);
    }

    /** Adds the methods that need streams. */
    public MethodTable addTo(MethodTable methods, Offer offer) {
        Listen listen = new Listen(offer);
        return methods.declare("logging", Map.of())
                .addLegacy("logging/setLevel", this::setLevel)
                .addLegacy(Listen.GET, listen)
                .addModern(Listen.METHOD, listen);
    }

    /** Adds the rules for these methods. */
    public static Policy addTo(Policy policy) {
        return policy.with("logging/setLevel", ANY_SCOPE)
                .with(Listen.GET, ANY_SCOPE)
                .with(Listen.METHOD, ANY_SCOPE);
    }

    /** Admits a request whose response may be a stream. */
    public Admission.Granted grant(Caller caller, JsonRpcHandler methods) {
        return new Admission.Granted(running.around(methods, caller), new Streaming(caller));
    }

    /** Sends a change to all who listen for it. It never waits for a client. */
    public void publish(Change change) {
        listeners.tell(change);
    }

    /**
     * Sends a change within a second. Equal changes within this second are sent once, for something that changes all the time.
     */
    public void publishSoon(Change change) {
        listeners.tellSoon(change);
    }

    boolean isStopping() {
        return stopping;
    }

    int runningCalls() {
        return running.count();
    }

    private Answer setLevel(JsonRpcRequest request, Exchange exchange) {
        levels.put(CallerContext.of(exchange).identity(), ClientLog.Level.of(request.requiredText("level")));
        return Result.of(Map.of());
    }

    private final class Streaming implements Conversation {

        private final Caller caller;

        Streaming(Caller caller) {
            this.caller = caller;
        }

        @Override
        public Reply replyTo(JsonRpcRequest request, Context ctx) {
            boolean listens = request.method().equals(request.isNotification() ? Listen.GET : Listen.METHOD);
            return listens && Accept.of(ctx).names(EventStream.TYPE)
                    ? new Listener(request, ctx, caller, listeners)
                    : new CallReply(
                            request,
                            ctx,
                            () -> Optional.ofNullable(levels.getIfPresent(caller.identity())),
                            new Cancellation(() -> stopping));
        }

        @Override
        public void receive(JsonRpcRequest notification, ProtocolVersion version, Context ctx) {
            // In a modern conversation, a client cancels a call by closing its stream.
            if (notification.method().equals("notifications/cancelled") && !version.isModern()) {
                running.cancel(caller, notification.params().path("requestId"));
            }
        }
    }
}
