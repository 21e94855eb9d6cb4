package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import java.util.Map;

/**
 * Asks the client during a call. In 2026-07-28, the call ends with the question, and runs again with the answer. In 2025-11-25,
 * the call waits. So a tool must ask before it acts.
 */
public interface Asker {

    /** Whether this client has declared that it can answer this question. */
    boolean canAsk(Question question);

    /**
     * Asks all questions at once.
     *
     * @param questions by a key that is unique within the call
     * @return the answers by the same keys, as the client gave them
     * @throws CannotAskException if this client cannot answer such questions, or does not answer in time
     */
    Map<String, ObjectNode> ask(Map<String, Question> questions);

    /** @throws IllegalStateException if this method may not ask */
    static Asker of(Exchange exchange) {
        return exchange.find(Asker.class).orElseThrow(() -> new IllegalStateException("this method may not ask"));
    }

    /** Asks one question. */
    default ObjectNode ask(String key, Question question) {
        return ask(Map.of(key, question)).get(key);
    }
}
