package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import java.util.Map;

/**
 * Asks the client during a call. In 2026-07-28 the call ends with the question, and runs again with the answer; in 2025-11-25 it
 * waits. So a tool must ask first, and act after.
 */
public interface Asker {

    /** Whether this client has declared that it can be asked this. */
    boolean canAsk(Question question);

    /**
     * Asks all questions at once.
     *
     * @param questions by a key that is unique within the call
     * @return the answers by the same keys, as the client gave them
     * @throws CannotAskException if this client takes no such questions, or does not answer in time
     */
    Map<String, ObjectNode> ask(Map<String, Question> questions);

    /** @throws IllegalStateException if calls of this method may not ask */
    static Asker of(Exchange exchange) {
        return exchange.find(Asker.class).orElseThrow(() -> new IllegalStateException("this method may not ask"));
    }

    /** Asks one question. */
    default ObjectNode ask(String key, Question question) {
        return ask(Map.of(key, question)).get(key);
    }
}
