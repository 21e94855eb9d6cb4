package dev.mcpauth.definitions;

import dev.mcpauth.definitions.PromptDefinition.Argument;
import java.util.List;

/** The prompts of this course as data. Step 4 adds their code. */
public final class Prompts {

    public static final PromptDefinition GREETING = new PromptDefinition(
            "greeting",
            "Greeting",
            "Asks the model to greet someone.",
            List.of(
                    new Argument("name", "Name", "Whom to greet", true),
                    new Argument("style", "Style", "friendly (the default), formal or casual", false)));

    public static final PromptDefinition HELP = new PromptDefinition(
            "help",
            "Help",
            "Asks the model to explain what this server can do.",
            List.of(new Argument("topic", "Topic", "tools, prompts or auth; all topics by default", false)));

    private Prompts() {}
}
