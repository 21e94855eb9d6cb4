package dev.mcpauth.oauth;

import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import java.util.Set;

/** Wraps the methods: adds the URL of the metadata to the results of {@code initialize} and {@code server/discover}. */
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
    public Answer handle(JsonRpcRequest request, Exchange exchange) {
        Answer answer = methods.handle(request, exchange);
        boolean introduction = INTRODUCTIONS.contains(request.method());
        return introduction && answer instanceof Result result ? result.withMeta(KEY, resource.url()) : answer;
    }
}
