package dev.mcpauth.elicitation;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Json;
import java.util.Map;

/**
 * A request of the server to its client (MCP 2026-07-28, MRTR).
 *
 * <p>Its JSON has only what the client gets.
 *
 * @param method such as {@code elicitation/create}
 * @param params an object
 * @param capability what a client must have declared to be asked this
 * @param mustBeAsked whether an answer counts only if the server can prove that it has asked; for answers that allow something
 */
@JsonIncludeProperties({"method", "params"})
public record Question(String method, ObjectNode params, String capability, boolean mustBeAsked) {

    /** A question whose answer counts even if a client gives it before it is asked. */
    public Question(String method, ObjectNode params, String capability) {
        this(method, params, capability, false);
    }

    /**
     * A form for the user (Elicitation, "Form Mode"). It must not ask for a password, a key or a token.
     *
     * @param message one sentence for the user
     * @param schema a flat JSON Schema of type {@code object}
     */
    public static Question form(String message, ObjectNode schema) {
        ObjectNode params = Json.toTree(Map.of("message", message)).put("mode", "form");
        params.set("requestedSchema", schema);
        return new Question("elicitation/create", params, "elicitation");
    }

    /** This question, with {@code mustBeAsked}. */
    public Question thatMustBeAsked() {
        return new Question(method, params, capability, true);
    }
}
