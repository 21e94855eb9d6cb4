package dev.mcpauth.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.mcpauth.client.Content;
import dev.mcpauth.client.mcp.KnownTools;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the model can do: call the tools that the server has listed, and nothing else. The user sees each call with all its
 * arguments, and allows it, unless the tool only reads.
 */
final class Toolbox {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_TOOLS = 100;
    private static final int MAX_ARGUMENTS = 4_000;

    private final Session session;
    private final KnownTools known;
    private final User user;
    private final Map<String, JsonNode> tools = new LinkedHashMap<>();

    private Toolbox(Session session, KnownTools known, User user) {
        this.session = session;
        this.known = known;
        this.user = user;
    }

    /** The tools of a server. Their names, descriptions and schemas stay as they are now, whatever the server lists later. */
    static Toolbox of(Session session, KnownTools known, User user) {
        Toolbox toolbox = new Toolbox(session, known, user);
        for (JsonNode tool : session.tools()) {
            String name = tool.path("name").asText();
            if (!NAME.matcher(name).matches() || toolbox.tools.size() == MAX_TOOLS) {
                user.say("The model does not get the tool \"" + Text.brief(name)
                        + "\": models accept only short, plain names, and not too many tools.");
            } else {
                toolbox.tools.putIfAbsent(name, tool);
            }
        }
        return toolbox;
    }

    Set<String> names() {
        return tools.keySet();
    }

    /** The tools as the model gets them: the schema of the server, property by property. */
    List<ToolSpecification> specifications() {
        return tools.values().stream().map(Toolbox::specification).toList();
    }

    private static ToolSpecification specification(JsonNode tool) {
        JsonNode schema = tool.path("inputSchema");
        JsonObjectSchema.Builder parameters = new JsonObjectSchema.Builder();
        schema.path("properties")
                .properties()
                .forEach(property -> parameters.addProperty(
                        property.getKey(),
                        JsonRawSchema.from(Text.harmless(property.getValue().toString()))));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        parameters.required(required);
        return ToolSpecification.builder()
                .name(tool.path("name").asText())
                .description(Text.harmless(tool.path("description").asText("")))
                .parameters(parameters.build())
                .build();
    }

    /**
     * Calls a tool, if the user allows it.
     *
     * @param arguments as the model has written them
     * @param budget the time for the call
     * @return the result, or why there is none; both are for the model
     * @throws Failure if the server cannot be reached, or the user is not signed in
     */
    String call(String name, String arguments, Budget budget) {
        JsonNode tool = tools.get(name);
        if (tool == null) {
            user.say("The model asks for \"" + Text.brief(name) + "\", which the server does not have.");
            return "Not called: there is no such tool. The tools are " + String.join(", ", tools.keySet()) + ".";
        }
        Optional<ObjectNode> parsed = Json.parse(arguments == null || arguments.isBlank() ? "{}" : arguments)
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast);
        if (parsed.isEmpty()) {
            user.say("The model calls " + name + " with arguments that are not a JSON object.");
            return "Not called: the arguments must be one JSON object.";
        }
        String shown = Text.harmless(Json.write(parsed.get()));
        if (shown.length() > MAX_ARGUMENTS) {
            user.say("The model calls " + name + " with arguments that are too long to show.");
            return "Not called: the arguments have more than " + MAX_ARGUMENTS + " characters.";
        }
        budget.requireTime(); // before the user is asked
        user.say("\nThe model calls " + name + " " + shown);
        if (!isAllowed(tool)) {
            user.say("The call is not allowed.");
            return "Not called: the user does not allow this call.";
        }
        return call(tool, parsed.get(), budget);
    }

    /** The server says which tools only read. Nobody has checked that, and it does not count if the tool has changed. */
    private boolean isAllowed(JsonNode tool) {
        List<String> changes = known.changes(tool);
        if (!changes.isEmpty()) {
            user.say("This tool has changed since its last call: " + String.join(", ", changes) + ". Description: "
                    + Text.brief(tool.path("description").asText("none")));
        }
        boolean reads = tool.path("annotations").path("readOnlyHint").asBoolean(false);
        return reads && changes.isEmpty() || user.allowsCall("Allow this call?", !changes.isEmpty());
    }

    private String call(JsonNode tool, ObjectNode arguments, Budget budget) {
        try {
            JsonNode result = budget.spend(() -> session.call(tool, arguments));
            known.remember(tool);
            String text = String.join("\n", Content.lines(result));
            return (result.path("isError").asBoolean() ? "The tool reports an error.\n" : "") + text;
        } catch (Failure failure) {
            if (failure.exitCode() != ExitCode.FORBIDDEN && failure.exitCode() != ExitCode.ERROR) {
                throw failure;
            }
            user.say(failure.getMessage());
            return "No result: " + failure.getMessage();
        }
    }
}
