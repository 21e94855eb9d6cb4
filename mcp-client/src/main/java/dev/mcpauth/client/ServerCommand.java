package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that calls an MCP server. */
@Command(mixinStandardHelpOptions = true)
abstract class ServerCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "URL", converter = ServerUrl.class, description = "The MCP server.")
    private URI server;

    @Mixin
    final Options options;

    private ProgressBar bar;

    ServerCommand(Surroundings surroundings) {
        this.options = new Options(surroundings);
    }

    @Override
    public final Integer call() {
        bar = options.bar();
        try (Session session = options.open(server, bar)) {
            return run(session).number();
        } finally {
            bar.clear();
            options.out().flush();
        }
    }

    final URI server() {
        return server;
    }

    abstract ExitCode run(Session session);

    /** Prints a list: each element with its description, or all of it as one JSON document. */
    final void printList(String member, List<JsonNode> elements, String name) {
        if (options.json()) {
            ObjectNode document = Json.object();
            ArrayNode array = document.putArray(member);
            elements.forEach(array::add);
            print(Json.pretty(document));
            return;
        }
        for (JsonNode element : elements) {
            String description =
                    element.path("description").asText(element.path("title").asText(""));
            print(element.path(name).asText() + (description.isEmpty() ? "" : "  " + Text.brief(description)));
            details(element);
        }
    }

    /** Prints more about an element of a list. */
    void details(JsonNode element) {}

    final void print(String text) {
        bar.clear();
        options.out().println(options.json() ? text : Text.harmless(text));
    }
}
