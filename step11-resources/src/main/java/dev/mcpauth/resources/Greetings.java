package dev.mcpauth.resources;

import dev.mcpauth.definitions.PromptDefinition;
import dev.mcpauth.definitions.PromptDefinition.Argument;
import dev.mcpauth.dispatch.GetPromptResult;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.Result.Caching;
import java.time.Duration;
import java.util.List;

/** The resource template {@code greeting://{name}}, and the prompt {@code greet_user}. Both put a name into a text. */
final class Greetings {

    static final UriTemplate URI = new UriTemplate("greeting://{name}");

    static final List<String> STYLES = List.of("friendly", "formal", "casual");

    private static final ResourceTemplate.Definition DEFINITION =
            new ResourceTemplate.Definition(URI, "greeting", "Greeting", "A greeting for a name.", "text/plain");

    /** The same for every caller, so a shared cache may keep it. */
    static final ResourceTemplate TEMPLATE = new ResourceTemplate(
            DEFINITION,
            new Caching(Duration.ofMinutes(5), Caching.Scope.PUBLIC),
            (uri, name, exchange) -> new ResourceContents.Text(uri, DEFINITION.mimeType(), "Hello, " + name + "!"));

    static final Prompt GREET_USER = new Prompt(
            new PromptDefinition(
                    "greet_user",
                    "Greet a user",
                    "Asks the model for a greeting, in a style that clients can complete.",
                    List.of(
                            new Argument("name", "Name", "Whom to greet, at most 100 characters", true),
                            new Argument("style", "Style", "friendly (the default), formal or casual", false))),
            (arguments, exchange) -> greet(arguments.get("name"), arguments.getOrDefault("style", STYLES.get(0))));

    private Greetings() {}

    private static GetPromptResult greet(String name, String style) {
        if (!Names.isValid(name)) {
            throw JsonRpcException.invalidParams(
                    "the argument \"name\" must be one line of at most 100 visible characters");
        }
        String kind = switch (style) {
            case "friendly" -> "warm, friendly";
            case "formal" -> "formal, professional";
            case "casual" -> "casual, relaxed";
            default ->
                throw JsonRpcException.invalidParams("the argument \"style\" must be friendly, formal or casual, not "
                        + JsonRpcException.quote(style));
        };
        return GetPromptResult.of(
                "A " + style + " greeting for " + name,
                "Please write a " + kind + " greeting for someone named " + name + ".");
    }
}
