package dev.mcpauth.dispatch;

/** A piece of the content of a tool result or a prompt. The tools and prompts of this course only use text. */
public interface ContentBlock {

    /** The type of the content, as MCP defines it. */
    String type();

    /** Plain text (MCP 2026-07-28, Tools, "Text Content"). */
    record Text(String type, String text) implements ContentBlock {
        public Text(String text) {
            this("text", text);
        }
    }
}
