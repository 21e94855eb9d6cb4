package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.jsonrpc.Exchange;
import java.util.List;

/** A definition, and the code that keeps what it promises. */
public record Tool(ToolDefinition definition, Function function) {

    /** What {@code tools/list} tells of these tools. */
    public static List<ToolDefinition> definitions(List<Tool> tools) {
        return tools.stream().map(Tool::definition).toList();
    }

    @FunctionalInterface
    public interface Function {

        /** @param arguments fit the {@code inputSchema} of the definition */
        CallToolResult call(ObjectNode arguments, Exchange exchange);
    }
}
