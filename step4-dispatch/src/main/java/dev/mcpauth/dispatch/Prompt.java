package dev.mcpauth.dispatch;

import dev.mcpauth.definitions.PromptDefinition;
import dev.mcpauth.jsonrpc.Exchange;
import java.util.List;
import java.util.Map;

/** A prompt: its definition, and the code that writes its messages. */
public record Prompt(PromptDefinition definition, Function function) {

    /** The definitions that {@code prompts/list} returns. */
    public static List<PromptDefinition> definitions(List<Prompt> prompts) {
        return prompts.stream().map(Prompt::definition).toList();
    }

    @FunctionalInterface
    public interface Function {

        /**
         * @param arguments the given arguments; all required ones are present
         * @throws dev.mcpauth.jsonrpc.JsonRpcException -32602 if a value is not valid
         */
        GetPromptResult get(Map<String, String> arguments, Exchange exchange);
    }
}
