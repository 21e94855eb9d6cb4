package dev.mcpauth.definitions;

import java.util.List;

/**
 * What clients are told about a prompt (MCP 2026-07-28, Prompts, "Prompt").
 *
 * @param title for people
 */
public record PromptDefinition(String name, String title, String description, List<Argument> arguments) {

    /** An argument is always a string; what it may contain is for the description to say. */
    public record Argument(String name, String title, String description, boolean required) {}
}
