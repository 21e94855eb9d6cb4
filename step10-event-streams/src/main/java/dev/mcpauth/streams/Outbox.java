package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;

/** Sends messages that belong to one call, before its response. */
@FunctionalInterface
public interface Outbox {

    /** Sends a message. Returns false if the client takes no stream, or is gone. */
    boolean send(ObjectNode message);

    /** The outbox of this call. Without a stream, it sends nothing. */
    static Outbox of(Exchange exchange) {
        return exchange.find(Outbox.class).orElse(message -> false);
    }
}
