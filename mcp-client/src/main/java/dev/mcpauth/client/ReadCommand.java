package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "read", description = "Reads a resource.")
final class ReadCommand extends ServerCommand {

    @Parameters(index = "1", paramLabel = "URI", description = "The URI of the resource.")
    private String uri;

    ReadCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        JsonNode result = session.read(uri);
        if (options.json()) {
            print(Json.pretty(result));
        } else {
            result.path("contents").forEach(content -> print(Content.resource(content)));
        }
        return ExitCode.OK;
    }
}
