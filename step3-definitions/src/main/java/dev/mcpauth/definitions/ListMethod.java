package dev.mcpauth.definitions;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jsonrpc.Result.Caching;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code tools/list} and {@code prompts/list}: all definitions on one page, always in the same order, so that clients
 * can cache them (MCP 2026-07-28, Tools, "Capabilities").
 */
public final class ListMethod implements JsonRpcHandler {

    private final String member;
    private final Function<Exchange, List<?>> definitions;
    private final Caching.Scope scope;

    private ListMethod(String member, Function<Exchange, List<?>> definitions, Caching.Scope scope) {
        this.member = member;
        this.definitions = definitions;
        this.scope = scope;
    }

    /**
     * A list that is the same for everybody.
     *
     * @param member the name of the list in the result
     */
    public ListMethod(String member, List<?> definitions) {
        this(member, exchange -> definitions, Caching.Scope.PUBLIC);
    }

    /** A list that depends on who asks, so that a cache must not show it to anybody else. */
    public static ListMethod perCaller(String member, Function<Exchange, List<?>> definitions) {
        return new ListMethod(member, definitions, Caching.Scope.PRIVATE);
    }

    /** @throws JsonRpcException -32602 if there is a cursor: this server has handed out none */
    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        request.text("cursor").ifPresent(cursor -> {
            throw JsonRpcException.invalidParams("unknown cursor " + JsonRpcException.quote(cursor));
        });
        return Result.cacheable(Map.of(member, definitions.apply(exchange)), scope);
    }
}
