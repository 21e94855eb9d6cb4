package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "listen",
        description =
                "Prints changes of the lists and of these resources until the server ends the stream. With --json, each"
                        + " line is one message.")
final class ListenCommand extends ServerCommand {

    @Parameters(index = "1..*", paramLabel = "URI", description = "Resources to watch.")
    private final List<String> uris = new ArrayList<>();

    ListenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        session.listen(uris, this::show);
        return ExitCode.OK;
    }

    private void show(JsonNode message) {
        if (options.json()) {
            print(Json.write(message));
            return;
        }
        String uri = message.path("params").path("uri").asText("");
        print(message.path("method").asText() + (uri.isEmpty() ? "" : "  " + uri));
    }
}
