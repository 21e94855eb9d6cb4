package dev.mcpauth.jsonrpc;

/** Answers requests: one method, a table of methods, or something wrapped around either. */
@FunctionalInterface
public interface JsonRpcHandler {

    /** @throws JsonRpcException if the answer is an error */
    Result handle(JsonRpcRequest request, Exchange exchange);
}
