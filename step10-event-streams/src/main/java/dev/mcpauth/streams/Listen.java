package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.user.CallerContext;
import java.util.Map;

/**
 * {@code subscriptions/listen} (MCP 2026-07-28, Subscriptions), and the stream that legacy clients open with GET. This class
 * decides what the stream carries. The result is sent when the server ends the stream.
 */
final class Listen implements JsonRpcHandler {

    static final String METHOD = "subscriptions/listen";

    /** The name of the GET stream in the policy and the audit log. A JSON-RPC request cannot call it. */
    static final String GET = "GET /mcp";

    static final String SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId";

    private final Offer offer;

    Listen(Offer offer) {
        this.offer = offer;
    }

    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        if (request.method().equals(GET) && !request.isNotification()) {
            throw JsonRpcException.methodNotFound(exchange.protocolVersion(), JsonRpcException.quote(GET));
        }
        Listener listener = exchange.find(Listener.class)
                .orElseThrow(() -> JsonRpcException.httpError(406, "Accept must include " + EventStream.TYPE));
        Caller caller = CallerContext.of(exchange);
        if (exchange.protocolVersion().isModern()) {
            Map<String, Object> meta = Map.of(SUBSCRIPTION_KEY, request.id().orElseThrow());
            Filter agreed = Filter.in(request).agreed(change -> offer.includes(change, caller));
            ObjectNode acknowledgment = EventStream.notification(
                    "notifications/subscriptions/acknowledged", Map.of("_meta", meta, "notifications", agreed));
            listener.listenFor(agreed.changes()::contains, EventStream.event(acknowledgment));
            return Result.of(Map.of("_meta", meta));
        }
        listener.listenFor(change -> offer.includesForLegacy(change, caller), EventStream.COMMENT);
        return Result.of(Map.of());
    }
}
