package dev.mcpauth.dispatch;

import java.util.List;
import java.util.Optional;

/**
 * The result of a tool (MCP 2026-07-28, Tools, "Tool Result").
 *
 * @param structuredContent matches the {@code outputSchema} of the tool; empty in an error
 * @param isError the call failed, and the model should read why
 */
public record CallToolResult(List<ContentBlock> content, Optional<Object> structuredContent, boolean isError) {

    public static CallToolResult of(String text, Object structuredContent) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), Optional.of(structuredContent), false);
    }

    public static CallToolResult error(String text) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), Optional.empty(), true);
    }
}
