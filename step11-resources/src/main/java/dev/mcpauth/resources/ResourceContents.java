package dev.mcpauth.resources;

/** The content that a client reads at a URI. All resources of this course are text. */
public interface ResourceContents {

    String uri();

    String mimeType();

    /** Text (MCP 2026-07-28, Resources, "Text Content"). */
    record Text(String uri, String mimeType, String text) implements ResourceContents {}

    /** Binary data (MCP 2026-07-28, Resources, "Binary Content"), which becomes base64 in JSON. */
    record Blob(String uri, String mimeType, byte[] blob) implements ResourceContents {}
}
