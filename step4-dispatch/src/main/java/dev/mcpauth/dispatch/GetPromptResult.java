package dev.mcpauth.dispatch;

import java.util.List;

/** The result of a prompt (MCP 2026-07-28, Prompts, "Getting a Prompt"). */
public record GetPromptResult(String description, List<Message> messages) {

    /** A message for the model in the name of a role. */
    public record Message(String role, ContentBlock content) {}

    /** A single text message in the role of the user. */
    public static GetPromptResult of(String description, String text) {
        return new GetPromptResult(description, List.of(new Message("user", new ContentBlock.Text(text))));
    }
}
