package dev.mcpauth.dispatch;

/** A piece of what a tool or a prompt has to say. The tools and prompts of this course say it in text. */
public interface ContentBlock {

    /** The name of the kind of content, as MCP defines it. */
    String type();

    /** Plain text (MCP 2026-07-28, Tools, "Text Content"). */
    record Text(String type, String text) implements ContentBlock {
        public Text(String text) {
            this("text", text);
        }
    }
}
