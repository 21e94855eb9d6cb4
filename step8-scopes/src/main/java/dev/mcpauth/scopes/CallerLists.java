package dev.mcpauth.scopes;

import dev.mcpauth.definitions.ListMethod;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result.Caching.Scope;
import dev.mcpauth.jwt.core.Caller;

/** Wraps the methods: lists now depend on the caller, so shared caches must not keep them. */
final class CallerLists implements JsonRpcHandler {

    private final JsonRpcHandler methods;
    private final Policy policy;
    private final Catalog catalog;
    private final Caller caller;

    CallerLists(JsonRpcHandler methods, Policy policy, Catalog catalog, Caller caller) {
        this.methods = methods;
        this.policy = policy;
        this.catalog = catalog;
        this.caller = caller;
    }

    /** Handles the methods that list tools and prompts, and passes all others on. */
    @Override
    public Answer handle(JsonRpcRequest request, Exchange exchange) {
        return switch (request.method()) {
            case "tools/list" -> tools().handle(request, exchange);
            case "prompts/list" -> prompts().handle(request, exchange);
            default -> methods.handle(request, exchange);
        };
    }

    /** The tools, without those whose own rule does not allow this caller now. */
    private ListMethod tools() {
        return new ListMethod(
                "tools",
                Tool.definitions(catalog.tools().stream()
                        .filter(tool ->
                                policy.shows("tools/call", tool.definition().name(), caller))
                        .toList()),
                Scope.PRIVATE);
    }

    private ListMethod prompts() {
        return new ListMethod("prompts", Prompt.definitions(catalog.prompts()), Scope.PRIVATE);
    }
}
