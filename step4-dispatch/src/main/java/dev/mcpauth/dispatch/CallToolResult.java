package dev.mcpauth.dispatch;

import java.util.List;

/**
 * The result of a tool (MCP 2026-07-28, Tools, "Tool Result").
 *
 * @param structuredContent matches the {@code outputSchema} of the tool; {@code null} in an error
 * @param isError the call failed, and the model should read why
 */
public record CallToolResult(List<ContentBlock> content, Object structuredContent, boolean isError) {

    public static CallToolResult of(String text, Object structuredContent) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), structuredContent, false);
    }

    public static CallToolResult error(String text) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), null, true);
    }
}
