package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.streams.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks on the event stream of the call, and waits for the answer (MCP 2025-11-25, Transports, "Sending Messages to the Server"). */
final class LegacyAsker implements Asker {

    private final OpenQuestions open;
    private final Exchange exchange;

    LegacyAsker(OpenQuestions open, Exchange exchange) {
        this.open = open;
        this.exchange = exchange;
    }

    @Override
    public boolean canAsk(Question question) {
        return exchange.find(Capabilities.class).orElse(Capabilities.NONE).has(question.capability());
    }

    @Override
    public Map<String, ObjectNode> ask(Map<String, Question> questions) {
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        questions.forEach((key, question) -> answers.put(key, ask(question)));
        return answers;
    }

    private ObjectNode ask(Question question) {
        if (!canAsk(question)) {
            throw new CannotAskException("This client has not declared the capability " + question.capability());
        }
        return open.ask(exchange, id -> {
            ObjectNode request =
                    JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", id);
            request.setAll(Json.toTree(question));
            return Outbox.of(exchange).send(request);
        });
    }
}
