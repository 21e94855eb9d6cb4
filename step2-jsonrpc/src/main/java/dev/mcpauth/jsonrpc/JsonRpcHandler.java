package dev.mcpauth.jsonrpc;

/** Handles requests: a single method, a table of methods, or a wrapper around either. */
@FunctionalInterface
public interface JsonRpcHandler {

    /** @throws JsonRpcException if the response is an error */
    Answer handle(JsonRpcRequest request, Exchange exchange);
}
