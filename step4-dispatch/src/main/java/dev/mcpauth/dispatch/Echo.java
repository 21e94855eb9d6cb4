package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;

/** Implements {@link dev.mcpauth.definitions.Tools#ECHO}. */
final class Echo implements Tool.Function {

    private record Output(String text) {}

    @Override
    public CallToolResult call(ObjectNode arguments, Exchange exchange) {
        String message = arguments.get("message").textValue();
        int count = arguments.path("repeat_count").asInt(1);
        String text = message.repeat(count);
        return CallToolResult.of(text, new Output(text));
    }
}
