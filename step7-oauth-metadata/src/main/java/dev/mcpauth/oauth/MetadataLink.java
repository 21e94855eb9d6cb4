package dev.mcpauth.oauth;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import java.util.Set;

/** Wraps the methods, so that a client that gets to know the server learns where its metadata is, too. */
public final class MetadataLink implements JsonRpcHandler {

    static final String KEY = "dev.mcpauth/protectedResourceMetadata";

    private static final Set<String> INTRODUCTIONS = Set.of("initialize", "server/discover");

    private final JsonRpcHandler methods;
    private final ProtectedResource resource;

    public MetadataLink(JsonRpcHandler methods, ProtectedResource resource) {
        this.methods = methods;
        this.resource = resource;
    }

    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        Result result = methods.handle(request, exchange);
        return INTRODUCTIONS.contains(request.method()) ? result.withMeta(KEY, resource.url()) : result;
    }
}
