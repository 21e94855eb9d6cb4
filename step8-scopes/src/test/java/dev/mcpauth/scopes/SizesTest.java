package dev.mcpauth.scopes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SizesTest {

    private static final Tool TOOL = new Tool(
            new ToolDefinition(
                    "store",
                    "",
                    "",
                    Tools.schema("""
                            {"type": "object", "properties": {
                              "items": {"type": "array"}, "options": {"type": "object"}, "name": {"type": "string"}}}
                            """),
                    Tools.schema("{\"type\": \"object\"}"),
                    new Annotations(false, false, false)),
            (arguments, exchange) -> CallToolResult.error("never called"));

    private final Sizes sizes = Sizes.in(new Catalog(List.of(TOOL), List.of()));

    private Map<String, Integer> sizesOf(String method, String params) {
        return sizes.of(new JsonRpcRequest(Optional.empty(), method, Tools.schema(params)));
    }

    @Test
    void countsTheElementsAndMembersOfArgumentsInTheSchema() {
        String params = """
                {"name": "store", "arguments": {
                  "items": [1, [2, 3], 4], "options": {"a": 1, "b": {}}, "name": "secret", "invented": [1]}}""";
        assertEquals(Map.of("items", 3, "options", 2), sizesOf("tools/call", params));
    }

    @Test
    void leavesOutWhatIsMissingOrHasAnotherType() {
        assertEquals(
                Map.of("items", 0),
                sizesOf("tools/call", "{\"name\": \"store\", \"arguments\": {\"items\": [], \"options\": \"text\"}}"));
        assertEquals(Map.of(), sizesOf("tools/call", "{\"name\": \"store\"}"));
        assertEquals(Map.of(), sizesOf("tools/call", "{\"name\": \"unknown\", \"arguments\": {\"items\": [1]}}"));
        assertEquals(Map.of(), sizesOf("prompts/get", "{\"name\": \"store\", \"arguments\": {\"items\": [1]}}"));
    }
}
