package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;

/**
 * How a server speaks with a client, apart from the methods that it offers. The default is all that a server without state
 * needs: one JSON object for each request. Step 10 adds event streams.
 */
public interface Conversation {

    Conversation ONE_OBJECT = new Conversation() {};

    /** Where the response to a request will go. */
    default Reply replyTo(JsonRpcRequest request, Context ctx) {
        return (status, response) -> JsonRpcResponse.write(ctx, status, response);
    }

    /** Receives a notification, which gets no response. A server without state has nothing to do. */
    default void receive(JsonRpcRequest notification, ProtocolVersion version) {}
}
