package dev.mcpauth.dispatch;

import java.util.List;

/**
 * What a tool answers (MCP 2026-07-28, Tools, "Tool Result").
 *
 * @param structuredContent fits the {@code outputSchema} of the tool; {@code null} in an error
 * @param isError the call failed in a way that the model should read about, to do better
 */
public record CallToolResult(List<ContentBlock> content, Object structuredContent, boolean isError) {

    public static CallToolResult of(String text, Object structuredContent) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), structuredContent, false);
    }

    public static CallToolResult error(String text) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), null, true);
    }
}
