package dev.mcpauth.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The definition of a tool that clients and models see (MCP 2026-07-28, Tools, "Tool").
 *
 * @param title for people
 * @param description for models, which decide by it when to call the tool
 * @param inputSchema JSON Schema 2020-12 for the arguments
 * @param outputSchema JSON Schema 2020-12 for the structured result
 */
public record ToolDefinition(
        String name,
        String title,
        String description,
        ObjectNode inputSchema,
        ObjectNode outputSchema,
        Annotations annotations) {

    /**
     * Hints about the effects of a call.
     *
     * @param readOnlyHint the tool changes nothing
     * @param idempotentHint a repeated call has no further effect
     * @param openWorldHint the tool interacts with systems outside the server
     */
    public record Annotations(boolean readOnlyHint, boolean idempotentHint, boolean openWorldHint) {}
}
