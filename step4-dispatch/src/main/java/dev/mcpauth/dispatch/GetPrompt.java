package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.definitions.PromptDefinition.Argument;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code prompts/get} (MCP 2026-07-28, Prompts, "Getting a Prompt"). People fill in prompts, so every mistake is an error. */
public final class GetPrompt implements JsonRpcHandler {

    private final Map<String, Prompt> prompts;

    public GetPrompt(List<Prompt> prompts) {
        this.prompts = prompts.stream()
                .collect(Collectors.toUnmodifiableMap(
                        prompt -> prompt.definition().name(), Function.identity()));
    }

    /** @throws JsonRpcException -32602 if the prompt does not exist, or the arguments do not match its definition */
    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        String name = request.requiredText("name");
        Prompt prompt = prompts.get(name);
        if (prompt == null) {
            throw JsonRpcException.invalidParams("unknown prompt " + JsonRpcException.quote(name));
        }
        Map<String, String> arguments = arguments(request, prompt.definition().arguments());
        return Result.of(prompt.function().get(arguments, exchange));
    }

    private static Map<String, String> arguments(JsonRpcRequest request, List<Argument> defined) {
        Map<String, String> arguments = new HashMap<>();
        for (Map.Entry<String, JsonNode> given : request.object("arguments").properties()) {
            String name = JsonRpcException.quote(given.getKey());
            if (defined.stream().noneMatch(argument -> argument.name().equals(given.getKey()))) {
                throw JsonRpcException.invalidParams("unknown argument " + name);
            }
            if (!given.getValue().isTextual()) {
                throw JsonRpcException.invalidParams("the argument " + name + " must be a string");
            }
            arguments.put(given.getKey(), given.getValue().textValue());
        }
        for (Argument argument : defined) {
            if (argument.required()
                    && arguments.getOrDefault(argument.name(), "").isBlank()) {
                throw JsonRpcException.invalidParams("the argument \"" + argument.name() + "\" is missing");
            }
        }
        return arguments;
    }
}
