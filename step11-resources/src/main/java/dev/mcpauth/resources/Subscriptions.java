package dev.mcpauth.resources;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.streams.Change;
import dev.mcpauth.streams.Offer;
import dev.mcpauth.user.CallerContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides who is told that a resource has changed: callers who listen for it, and may read it. Legacy clients subscribe first
 * (MCP 2025-11-25, Resources, "Subscriptions"). Modern clients name the resources when they start to listen.
 */
public final class Subscriptions implements Offer {

    private final Resources resources;
    private final Policy policy;

    /** What legacy callers have subscribed to. Only URIs of the server are kept, so a caller takes little memory. */
    private final Cache<Caller.Identity, Set<String>> legacy =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public Subscriptions(Resources resources, Policy policy) {
        this.resources = resources;
        this.policy = policy;
    }

    /** Adds the methods of legacy clients. Their rules are those of {@code resources/read}. */
    public MethodTable addTo(MethodTable methods) {
        return methods.declare("resources", Map.of("subscribe", true))
                .addLegacy("resources/subscribe", this::subscribe)
                .addLegacy("resources/unsubscribe", this::unsubscribe);
    }

    private Result subscribe(JsonRpcRequest request, Exchange exchange) {
        String uri = ResourceMethods.uriIn(request);
        if (resources.find(uri).isEmpty()) {
            throw JsonRpcException.resourceNotFound(exchange.protocolVersion(), uri);
        }
        if (resources.changes(uri)) { // nothing to remember about a resource that never changes
            Caller.Identity caller = CallerContext.of(exchange).identity();
            legacy.get(caller, same -> ConcurrentHashMap.newKeySet()).add(uri);
        }
        return Result.of(Map.of());
    }

    private Result unsubscribe(JsonRpcRequest request, Exchange exchange) {
        String uri = ResourceMethods.uriIn(request);
        of(CallerContext.of(exchange)).remove(uri);
        return Result.of(Map.of());
    }

    private Set<String> of(Caller caller) {
        return Optional.ofNullable(legacy.getIfPresent(caller.identity())).orElseGet(ConcurrentHashMap::newKeySet);
    }

    private boolean mayRead(Caller caller, String uri) {
        return resources.changes(uri) && policy.allows("resources/read", Optional.of(uri), caller);
    }

    @Override
    public boolean includes(Change change, Caller caller) {
        return change.uri().filter(uri -> mayRead(caller, uri)).isPresent();
    }

    /** The token of the stream may allow less than the token of the subscription. */
    @Override
    public boolean includesForLegacy(Change change, Caller caller) {
        return change.uri().filter(of(caller)::contains).isPresent() && includes(change, caller);
    }
}
