package dev.mcpauth.dispatch;

import dev.mcpauth.definitions.PromptDefinition;
import dev.mcpauth.jsonrpc.Exchange;
import java.util.List;
import java.util.Map;

/** A definition, and the code that writes what it promises. */
public record Prompt(PromptDefinition definition, Function function) {

    /** What {@code prompts/list} tells of these prompts. */
    public static List<PromptDefinition> definitions(List<Prompt> prompts) {
        return prompts.stream().map(Prompt::definition).toList();
    }

    @FunctionalInterface
    public interface Function {

        /**
         * @param arguments those of the definition that were given, the required ones among them
         * @throws dev.mcpauth.jsonrpc.JsonRpcException -32602 if a value does not fit
         */
        GetPromptResult get(Map<String, String> arguments, Exchange exchange);
    }
}
