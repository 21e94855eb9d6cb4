package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.ArgumentValidator;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.util.List;
import java.util.Optional;

/** A form in which the user of a client confirms something, with the schema of its answers. */
final class Confirmation {

    private final ObjectNode schema;
    private final ArgumentValidator validator;

    /** @param schema a flat JSON Schema */
    Confirmation(String schema) {
        this.schema = Tools.schema(schema);
        this.validator = new ArgumentValidator(this.schema);
    }

    /**
     * Asks the user. Empty if the user declines or cancels.
     *
     * @throws JsonRpcException -32602 if the answer does not match the schema
     */
    Optional<ObjectNode> ask(Exchange exchange, String key, String message) {
        ObjectNode answer =
                Asker.of(exchange).ask(key, Question.form(message, schema).thatMustBeAsked());
        String action = answer.path("action").asText();
        if (action.equals("decline") || action.equals("cancel")) {
            return Optional.empty();
        }
        ObjectNode content =
                answer.path("content") instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        List<String> violations = action.equals("accept")
                ? validator.violations(content)
                : List.of("the action must be accept, decline or cancel");
        if (!violations.isEmpty()) {
            throw JsonRpcException.invalidParams("the answer is not valid: " + String.join("; ", violations));
        }
        return Optional.of(content);
    }
}
