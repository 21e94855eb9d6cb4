package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.jsonrpc.Exchange;
import java.util.List;

/** A tool: its definition, and the code that runs it. */
public record Tool(ToolDefinition definition, Function function) {

    /** The definitions that {@code tools/list} returns. */
    public static List<ToolDefinition> definitions(List<Tool> tools) {
        return tools.stream().map(Tool::definition).toList();
    }

    @FunctionalInterface
    public interface Function {

        /** @param arguments match the {@code inputSchema} of the definition */
        CallToolResult call(ObjectNode arguments, Exchange exchange);
    }
}
