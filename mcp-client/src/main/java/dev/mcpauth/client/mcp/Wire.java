package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How an era of the protocol sends requests. */
interface Wire extends AutoCloseable {

    /**
     * Sends a request, answers the questions that come back, and returns the result.
     *
     * @param headers those that the parameters ask for
     * @param notifications receives what the server reports in the meantime
     */
    JsonNode request(String method, ObjectNode params, Map<String, String> headers, Consumer<JsonNode> notifications);

    /** Opens what the server needs to ask questions during the next requests. */
    void expectQuestions();

    /** Receives changes until the server ends the stream. */
    void listen(List<String> resources, Consumer<JsonNode> notifications);

    String version();

    @Override
    void close();
}
