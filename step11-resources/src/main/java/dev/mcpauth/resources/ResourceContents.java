package dev.mcpauth.resources;

/** What a client reads at a URI. The resources of this course are text. */
public interface ResourceContents {

    String uri();

    String mimeType();

    /** Text (MCP 2026-07-28, Resources, "Text Content"). */
    record Text(String uri, String mimeType, String text) implements ResourceContents {}
}
