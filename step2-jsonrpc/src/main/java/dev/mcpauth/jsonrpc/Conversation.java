package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
    default void receive(JsonRpcRequest notification, ProtocolVersion version, Context ctx) {}

    /**
     * Receives a response, although the client has not been asked anything. Step 12 asks.
     *
     * @throws JsonRpcException -32600, because no request looks like this
     */
    default void receiveResponse(ObjectNode response, ProtocolVersion version, Context ctx) {
        JsonRpcRequest.of(response);
    }
}
