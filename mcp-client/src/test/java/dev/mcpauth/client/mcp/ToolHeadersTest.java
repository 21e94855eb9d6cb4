package dev.mcpauth.client.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.shared.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolHeadersTest {

    private static JsonNode tool(String properties) {
        return Json.parse("{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":{" + properties + "}}}")
                .orElseThrow();
    }

    @Test
    void repeatsAnnotatedArgumentsOnly() {
        JsonNode tool = tool("""
                "a":{"type":"string","x-mcp-header":"A"},"b":{"type":"boolean","x-mcp-header":"B"},
                "c":{"type":"string","x-mcp-header":"C"},"d":{"type":"string"}""");
        JsonNode arguments = Json.parse("{\"a\":\"line\\r\\nX-Evil: 1\",\"b\":true,\"c\":null,\"d\":\"secret\"}")
                .orElseThrow();
        assertEquals(
                Map.of("Mcp-Param-A", "=?base64?bGluZQ0KWC1FdmlsOiAx?=", "Mcp-Param-B", "true"),
                ToolHeaders.of(tool, arguments));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":7}",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a b\"}",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a\\r\\nb\"}",
                "\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}",
                "\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}",
            })
    void findsInvalidAnnotations(String properties) {
        assertTrue(ToolHeaders.problem(tool(properties)).isPresent());
    }
}
