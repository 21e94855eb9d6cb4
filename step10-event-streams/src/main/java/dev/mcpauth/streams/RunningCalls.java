package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jwt.core.Caller;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that {@code notifications/cancelled} can name (MCP 2025-11-25, Cancellation). Only the caller of a call can cancel
 * it. If two clients of a caller use the same id, neither call is cancelled, because the notification does not say which is
 * meant.
 */
final class RunningCalls {

    /** A cancellation equals only itself, so equal ids are different elements of the set. */
    private record Call(Caller.Identity caller, JsonNode id, Cancellation cancellation) {}

    private final Set<Call> running = ConcurrentHashMap.newKeySet();

    /** Wraps the methods: each call can be cancelled while it runs. */
    JsonRpcHandler around(JsonRpcHandler methods, Caller caller) {
        return (request, exchange) -> run(methods, request, exchange, caller);
    }

    private Answer run(JsonRpcHandler methods, JsonRpcRequest request, Exchange exchange, Caller caller) {
        if (request.id().isEmpty()) {
            return methods.handle(request, exchange);
        }
        Call call = new Call(caller.identity(), request.id().get(), Cancellation.of(exchange));
        running.add(call);
        try {
            return methods.handle(request, exchange);
        } finally {
            running.remove(call);
        }
    }

    int count() {
        return running.size();
    }

    void cancel(Caller caller, JsonNode id) {
        List<Call> named = running.stream()
                .filter(call ->
                        call.caller().equals(caller.identity()) && call.id().equals(id))
                .toList();
        if (named.size() == 1) {
            named.get(0).cancellation().cancel();
        }
    }
}
