package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers what a server asks the user while it handles a request (MCP, Elicitation, form mode). */
public interface Questions {

    /** A client without a user to ask. */
    Questions NONE = new Questions() {
        @Override
        public boolean canAsk() {
            return false;
        }

        @Override
        public ObjectNode answer(JsonNode params) {
            return dev.mcpauth.client.shared.Json.object().put("action", "decline");
        }
    };

    /** Whether there is a user to ask. If not, the client does not offer elicitation to the server. */
    default boolean canAsk() {
        return true;
    }

    /**
     * @param params of {@code elicitation/create}: {@code message} and {@code requestedSchema}
     * @return {@code action}, and {@code content} if it is {@code accept}
     */
    ObjectNode answer(JsonNode params);
}
