package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Json;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "resources", description = "Lists the resources and the resource templates of a server.")
final class ResourcesCommand extends ServerCommand {

    ResourcesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        List<JsonNode> resources = session.resources();
        List<JsonNode> templates = session.resourceTemplates();
        if (options.json()) {
            ObjectNode document = Json.object();
            ArrayNode all = document.putArray("resources");
            resources.forEach(all::add);
            ArrayNode further = document.putArray("resourceTemplates");
            templates.forEach(further::add);
            print(Json.pretty(document));
        } else {
            printList("resources", resources, "uri");
            printList("resourceTemplates", templates, "uriTemplate");
        }
        return ExitCode.OK;
    }
}
