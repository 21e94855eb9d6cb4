package dev.mcpauth.resources;

import dev.mcpauth.definitions.ListMethod;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jsonrpc.Result.Caching;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.resources.Resources.Found;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.user.CallerContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The methods with which clients list and read resources (MCP 2026-07-28, Resources). */
public final class ResourceMethods {

    /** In characters. The error for an unknown URI repeats it, so its length is limited. */
    private static final int MAX_URI = 2000;

    private final Resources resources;
    private final Policy policy;

    public ResourceMethods(Resources resources, Policy policy) {
        this.resources = resources;
        this.policy = policy;
    }

    /** Adds the methods to a table; {@link Subscriptions} declares them. */
    public MethodTable addTo(MethodTable methods) {
        return methods.add("resources/list", this::list)
                .add("resources/templates/list", this::listTemplates)
                .add("resources/read", this::read);
    }

    /** Lists the resources without those whose own rule does not allow this caller now. */
    private Result list(JsonRpcRequest request, Exchange exchange) {
        Caller caller = CallerContext.of(exchange);
        List<Resource.Definition> visible = resources.resources().stream()
                .map(Resource::definition)
                .filter(resource -> policy.shows("resources/read", resource.uri(), caller))
                .toList();
        return new ListMethod("resources", visible, Caching.Scope.PRIVATE).handle(request, exchange);
    }

    private Result listTemplates(JsonRpcRequest request, Exchange exchange) {
        Caller caller = CallerContext.of(exchange);
        List<ResourceTemplate.Definition> visible = resources.templates().stream()
                .map(ResourceTemplate::definition)
                .filter(template ->
                        policy.shows("resources/read", template.uriTemplate().toString(), caller))
                .toList();
        return new ListMethod("resourceTemplates", visible, Caching.Scope.PRIVATE).handle(request, exchange);
    }

    /** The policy has decided that this caller may read the resource. */
    private Result read(JsonRpcRequest request, Exchange exchange) {
        String uri = uriIn(request);
        Found found = resources
                .find(uri)
                .orElseThrow(() -> JsonRpcException.resourceNotFound(exchange.protocolVersion(), uri));
        return new Result(
                Json.toTree(Map.of("contents", List.of(found.function().read(exchange)))),
                Optional.of(found.caching()));
    }

    /** @throws JsonRpcException -32602 if the URI is missing or too long */
    static String uriIn(JsonRpcRequest request) {
        String uri = request.requiredText("uri");
        if (uri.length() > MAX_URI) {
            throw JsonRpcException.invalidParams("\"uri\" is longer than " + MAX_URI + " characters");
        }
        return uri;
    }
}
