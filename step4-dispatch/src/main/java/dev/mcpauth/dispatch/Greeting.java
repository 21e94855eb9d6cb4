package dev.mcpauth.dispatch;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.util.Map;

/** Implements {@link dev.mcpauth.definitions.Prompts#GREETING}. */
final class Greeting implements Prompt.Function {

    @Override
    public GetPromptResult get(Map<String, String> arguments, Exchange exchange) {
        String name = arguments.get("name");
        String style = arguments.getOrDefault("style", "friendly");
        String text = switch (style) {
            case "friendly" -> "Write a warm and friendly greeting for " + name + ".";
            case "formal" -> "Write a formal and respectful greeting for " + name + ".";
            case "casual" -> "Write a short and casual greeting for " + name + ", as among friends.";
            default ->
                throw JsonRpcException.invalidParams("the argument \"style\" must be friendly, formal or"
                        + " casual, not " + JsonRpcException.quote(style));
        };
        return GetPromptResult.of("A " + style + " greeting for " + name, text);
    }
}
