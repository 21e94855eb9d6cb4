package dev.mcpauth.definitions;

import java.util.List;

/**
 * The definition of a prompt that clients see (MCP 2026-07-28, Prompts, "Prompt").
 *
 * @param title for people
 */
public record PromptDefinition(String name, String title, String description, List<Argument> arguments) {

    /** An argument is always a string; its description says what it may contain. */
    public record Argument(String name, String title, String description, boolean required) {}
}
