package dev.mcpauth.definitions;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jsonrpc.Result.Caching;
import java.util.List;
import java.util.Map;

/**
 * {@code tools/list} and {@code prompts/list}: all definitions on one page, always in the same order, so that clients can
 * cache them (MCP 2026-07-28, Tools, "Capabilities").
 */
public final class ListMethod implements JsonRpcHandler {

    private final Result result;

    /**
     * @param member the name of the list in the result
     * @param scope {@code PRIVATE} if the list depends on the caller, so that a cache does not show it to other callers
     */
    public ListMethod(String member, List<?> definitions, Caching.Scope scope) {
        result = Result.cacheable(Map.of(member, definitions), scope);
    }

    /** @throws JsonRpcException -32602 if there is a cursor, because this server never returns one */
    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        request.text("cursor").ifPresent(cursor -> {
            throw JsonRpcException.invalidParams("unknown cursor " + JsonRpcException.quote(cursor));
        });
        return result;
    }
}
