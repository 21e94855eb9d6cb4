package dev.mcpauth.jwt;

import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jwt.core.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Limits how many requests of one caller are in flight, so that one caller cannot take up the server. */
final class CallerLimit {

    static final int MAX_IN_FLIGHT = 16;

    /** The subject is unique at the issuer; one user may use several clients. */
    private record Key(String subject, String clientId) {}

    private final Map<Key, Integer> inFlight = new ConcurrentHashMap<>();
    private final HttpRejection tooMany;

    CallerLimit(Rejections rejections) {
        tooMany = rejections.tooManyRequests();
    }

    /** The same methods, but with a limit for this caller. */
    JsonRpcHandler around(JsonRpcHandler methods, Caller caller) {
        Key key = new Key(caller.subject(), caller.clientId().orElse(""));
        return (request, exchange) -> handle(key, methods, request, exchange);
    }

    private Answer handle(Key key, JsonRpcHandler methods, JsonRpcRequest request, Exchange exchange) {
        boolean[] admitted = {true};
        inFlight.compute(key, (same, count) -> {
            admitted[0] = count == null || count < MAX_IN_FLIGHT;
            return count == null ? 1 : admitted[0] ? Integer.valueOf(count + 1) : count;
        });
        if (!admitted[0]) {
            return tooMany;
        }
        try {
            return methods.handle(request, exchange);
        } finally {
            inFlight.computeIfPresent(key, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        }
    }
}
