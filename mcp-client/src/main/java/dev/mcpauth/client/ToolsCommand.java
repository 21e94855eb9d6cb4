package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Command;

@Command(name = "tools", description = "Lists the tools of a server with their arguments.")
final class ToolsCommand extends ServerCommand {

    ToolsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        printList("tools", session.tools(), "name");
        return ExitCode.OK;
    }

    @Override
    void details(JsonNode tool) {
        JsonNode schema = tool.path("inputSchema");
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            JsonNode type = property.getValue().path("type");
            String words = type.isTextual() ? type.asText() : "any type";
            print("    " + property.getKey() + ": " + words
                    + (required.contains(property.getKey()) ? ", required" : ""));
        });
    }
}
