package dev.mcpauth.dispatch;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.util.Map;

/** Implements {@link dev.mcpauth.definitions.Prompts#HELP}. */
final class Help implements Prompt.Function {

    private static final String TOOLS =
            "which tools this server has, what each tool does, and which arguments it takes";
    private static final String PROMPTS = "which prompts this server has, and when to use each";
    private static final String AUTH = "how a client signs in to an MCP server, and what its access token allows";

    @Override
    public GetPromptResult get(Map<String, String> arguments, Exchange exchange) {
        String topic = arguments.get("topic");
        if (topic == null) {
            return GetPromptResult.of(
                    "Help on this server", "Explain " + TOOLS + "; " + PROMPTS + "; and " + AUTH + ".");
        }
        String text = switch (topic) {
            case "tools" -> TOOLS;
            case "prompts" -> PROMPTS;
            case "auth" -> AUTH;
            default ->
                throw JsonRpcException.invalidParams(
                        "the argument \"topic\" must be tools, prompts or auth, not " + JsonRpcException.quote(topic));
        };
        return GetPromptResult.of("Help on " + topic, "Explain " + text + ".");
    }
}
