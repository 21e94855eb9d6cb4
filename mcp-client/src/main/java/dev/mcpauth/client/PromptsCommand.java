package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import picocli.CommandLine.Command;

@Command(name = "prompts", description = "Lists the prompts of a server with their arguments.")
final class PromptsCommand extends ServerCommand {

    PromptsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        printList("prompts", session.prompts(), "name");
        return ExitCode.OK;
    }

    @Override
    void details(JsonNode prompt) {
        prompt.path("arguments")
                .forEach(argument -> print("    " + argument.path("name").asText()
                        + (argument.path("required").asBoolean() ? ", required" : "")));
    }
}
