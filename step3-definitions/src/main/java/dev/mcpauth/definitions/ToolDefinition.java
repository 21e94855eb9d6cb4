package dev.mcpauth.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What clients and models are told about a tool (MCP 2026-07-28, Tools, "Tool").
 *
 * @param title for people
 * @param description for models, who decide by it when to call the tool
 * @param inputSchema JSON Schema 2020-12 of the arguments
 * @param outputSchema JSON Schema 2020-12 of the structured result
 */
public record ToolDefinition(
        String name,
        String title,
        String description,
        ObjectNode inputSchema,
        ObjectNode outputSchema,
        Annotations annotations) {

    /**
     * Hints on what calling the tool does to the world.
     *
     * @param readOnlyHint it changes nothing
     * @param idempotentHint calling it twice is like calling it once
     * @param openWorldHint it deals with things outside the server
     */
    public record Annotations(boolean readOnlyHint, boolean idempotentHint, boolean openWorldHint) {}
}
