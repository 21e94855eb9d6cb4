package dev.mcpauth.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.shared.Json;
import java.util.List;

/** An MCP server without a sign-in. What it lists and what its tools return is up to a test. */
final class FakeTools implements AutoCloseable {

    /** One tool that is declared read-only, and one that is not. */
    static final String READ_AND_DELETE = """
            [{"name": "read", "description": "Reads a page.", "annotations": {"readOnlyHint": true},
              "inputSchema": {"type": "object", "properties": {"page": {"type": ["integer", "null"], "minimum": 1}},
                "required": ["page"]}},
             {"name": "delete", "description": "Deletes a page.", "inputSchema": {"type": "object"}}]""";

    String tools = READ_AND_DELETE;
    String text = "a page";

    private final JsonStub stub = new JsonStub(this::answer);

    String url() {
        return stub.url() + "/mcp";
    }

    /** The calls that have reached the server, as name and arguments. */
    List<String> calls() {
        return stub.requests().stream()
                .filter(request -> request.path("method").asText().equals("tools/call"))
                .map(request -> request.path("params"))
                .map(params -> params.path("name").asText() + " " + params.path("arguments"))
                .toList();
    }

    private String answer(JsonNode request) {
        String result = switch (request.path("method").asText()) {
            case "server/discover" -> "{\"supportedVersions\": [\"2026-07-28\"]}";
            case "tools/list" -> "{\"tools\": " + tools + "}";
            default -> "{\"content\": [" + Json.object().put("type", "text").put("text", text) + "]}";
        };
        return "{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id") + ", \"result\": " + result + "}";
    }

    @Override
    public void close() {
        stub.close();
    }
}
