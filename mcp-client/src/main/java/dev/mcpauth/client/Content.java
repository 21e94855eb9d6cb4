package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.shared.Json;
import java.util.ArrayList;
import java.util.List;

/** The content of results, as text for a terminal. */
public final class Content {

    private Content() {}

    /** The blocks of a tool result; its structured content if it has no blocks. */
    public static List<String> lines(JsonNode result) {
        List<String> lines = new ArrayList<>();
        result.path("content").forEach(block -> lines.add(block(block)));
        if (lines.isEmpty() && result.has("structuredContent")) {
            lines.add(Json.pretty(result.path("structuredContent")));
        }
        return lines;
    }

    static String block(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> block.path("text").asText();
            case "image", "audio" ->
                "[" + block.path("type").asText() + " " + block.path("mimeType").asText() + ", "
                        + block.path("data").asText().length() * 3 / 4 + " bytes; --json shows the data]";
            case "resource" -> resource(block.path("resource"));
            case "resource_link" -> "[resource " + block.path("uri").asText() + "]";
            default -> "[" + block.path("type").asText() + "; --json shows the content]";
        };
    }

    static String resource(JsonNode resource) {
        return resource.has("text")
                ? resource.path("text").asText()
                : "[" + resource.path("uri").asText() + " "
                        + resource.path("mimeType").asText() + ", "
                        + resource.path("blob").asText().length() * 3 / 4 + " bytes; --json shows the data]";
    }
}
