package dev.mcpauth.dispatch;

import java.util.List;

/** What a prompt answers (MCP 2026-07-28, Prompts, "Getting a Prompt"). */
public record GetPromptResult(String description, List<Message> messages) {

    /** A message for the model, as if the one in this role had written it. */
    public record Message(String role, ContentBlock content) {}

    /** One text message of the user. */
    public static GetPromptResult of(String description, String text) {
        return new GetPromptResult(description, List.of(new Message("user", new ContentBlock.Text(text))));
    }
}
