package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Gets a prompt.")
final class GetCommand extends ServerCommand {

    @Parameters(index = "1", paramLabel = "PROMPT", description = "The name of the prompt.")
    private String name;

    @Parameters(index = "2..*", paramLabel = "KEY=VALUE", description = "Arguments.")
    private final Map<String, String> arguments = new LinkedHashMap<>();

    GetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        JsonNode prompt = Arguments.named("prompt", name, session.prompts());
        JsonNode result = session.prompt(name, Arguments.ofPrompt(prompt, arguments));
        if (options.json()) {
            print(Json.pretty(result));
        } else {
            result.path("messages")
                    .forEach(message ->
                            print(message.path("role").asText() + ": " + Content.block(message.path("content"))));
        }
        return ExitCode.OK;
    }
}
