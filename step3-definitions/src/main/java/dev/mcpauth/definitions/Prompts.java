package dev.mcpauth.definitions;

import dev.mcpauth.definitions.PromptDefinition.Argument;
import java.util.List;

/** The prompts of this course, as data. What they say is another step. */
public final class Prompts {

    public static final PromptDefinition GREETING = new PromptDefinition(
            "greeting",
            "Greeting",
            "Asks the model to greet somebody.",
            List.of(
                    new Argument("name", "Name", "Who is to be greeted", true),
                    new Argument("style", "Style", "friendly (the default), formal or casual", false)));

    public static final PromptDefinition HELP = new PromptDefinition(
            "help",
            "Help",
            "Asks the model to explain what this server can do.",
            List.of(new Argument("topic", "Topic", "tools, prompts or auth; all of them if left out", false)));

    private Prompts() {}
}
