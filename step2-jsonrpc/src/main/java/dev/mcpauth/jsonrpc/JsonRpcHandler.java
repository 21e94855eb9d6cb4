package dev.mcpauth.jsonrpc;

/** Answers requests: a single method, a table of methods, or a wrapper around either. */
@FunctionalInterface
public interface JsonRpcHandler {

    /** @throws JsonRpcException if the answer is an error */
    Answer handle(JsonRpcRequest request, Exchange exchange);
}
