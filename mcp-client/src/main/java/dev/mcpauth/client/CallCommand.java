package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.mcp.KnownTools;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Program;
import dev.mcpauth.client.shared.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "call", description = "Calls a tool. Exit code 1 if the tool reports an error.")
final class CallCommand extends ServerCommand {

    @Parameters(index = "1", paramLabel = "TOOL", description = "The name of the tool.")
    private String name;

    @Parameters(
            index = "2..*",
            paramLabel = "KEY=VALUE",
            description = "Arguments; the tool's schema decides whether a value is text, a number or JSON.")
    private final Map<String, String> arguments = new LinkedHashMap<>();

    @Option(
            names = "--input-json",
            paramLabel = "FILE",
            description = "A file with all arguments as one JSON object; - for standard input.")
    private String inputJson;

    @Option(names = "--accept-changes", description = "Calls the tool even if it has changed since your last call.")
    private boolean acceptChanges;

    CallCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Session session) {
        ObjectNode whole = inputJson == null ? Json.object() : wholeInput();
        JsonNode tool = Arguments.named("tool", name, session.tools());
        ObjectNode complete = Arguments.ofTool(name, tool.path("inputSchema"), whole, arguments);
        requireUnchanged(tool);
        JsonNode result = session.call(tool, complete);
        if (options.json()) {
            print(Json.pretty(result));
        } else {
            Content.lines(result).forEach(this::print);
        }
        return result.path("isError").asBoolean() ? ExitCode.ERROR : ExitCode.OK;
    }

    /** What the user knows of a tool is what it was at the last call. */
    private void requireUnchanged(JsonNode tool) {
        KnownTools known = options.knownTools(server());
        List<String> changes = known.changes(tool);
        if (!changes.isEmpty() && !acceptChanges) {
            String what = "The tool " + Text.brief(name) + " has changed since you last called it: "
                    + String.join(", ", changes) + ".";
            String now = " Its description is now: "
                    + Text.brief(tool.path("description").asText("none")) + ".";
            if (!options.terminal().agrees(what + now + " Call it?")) {
                throw new Failure(
                        ExitCode.FORBIDDEN,
                        what + " Look at it with: " + Program.command("tools " + server())
                                + ". To call it as it is now, add --accept-changes.");
            }
        }
        known.remember(tool);
    }

    private ObjectNode wholeInput() {
        try {
            String text = inputJson.equals("-")
                    ? options.surroundings().input().lines().collect(Collectors.joining("\n"))
                    : Files.readString(Path.of(inputJson));
            return Json.parse(text)
                    .filter(JsonNode::isObject)
                    .map(ObjectNode.class::cast)
                    .orElseThrow(() -> new Failure(ExitCode.USAGE, "--input-json must be one JSON object"));
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "Cannot read " + inputJson + " for --input-json", e);
        }
    }
}
