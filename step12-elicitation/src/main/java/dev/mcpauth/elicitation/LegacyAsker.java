package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.streams.Cancellation;
import dev.mcpauth.streams.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks on the event stream of the call, and waits for the answer (MCP 2025-11-25, Transports, "Sending Messages to the Server"). */
final class LegacyAsker implements Asker {

    private final OpenQuestions open;
    private final Caller caller;
    private final Capabilities capabilities;
    private final Outbox outbox;
    private final Cancellation cancellation;

    LegacyAsker(
            OpenQuestions open, Caller caller, Capabilities capabilities, Outbox outbox, Cancellation cancellation) {
        this.open = open;
        this.caller = caller;
        this.capabilities = capabilities;
        this.outbox = outbox;
        this.cancellation = cancellation;
    }

    @Override
    public boolean canAsk(Question question) {
        return capabilities.has(question.capability());
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
        return open.ask(caller, cancellation, id -> {
            ObjectNode request =
                    JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", id);
            request.put("method", question.method()).set("params", question.params());
            return outbox.send(request);
        });
    }
}
