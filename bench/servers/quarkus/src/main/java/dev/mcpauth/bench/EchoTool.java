package dev.mcpauth.bench;

import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.Tool.OutputSchema;
import io.quarkiverse.mcp.server.ToolResponse;
import java.util.List;

/** The tool {@code echo}. Quarkus finds it; {@code application.properties} protects it. */
public class EchoTool {

    public record Output(String text) {}

    @Tool(description = "Returns the message.", outputSchema = @OutputSchema(from = Output.class))
    ToolResponse echo(String message) {
        return new ToolResponse(false, List.of(new TextContent(message)), new Output(message), null);
    }
}
