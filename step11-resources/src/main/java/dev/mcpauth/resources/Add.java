package dev.mcpauth.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import java.util.Map;

/** The tool {@code add}. With numbers up to 2^52, the sum is exact in every JSON reader. */
final class Add {

    static final Tool TOOL = new Tool(
            new ToolDefinition(
                    "add",
                    "Add",
                    "Returns the sum of two integers.",
                    Tools.schema("""
                            {
                              "type": "object",
                              "properties": {
                                "a": {
                                  "type": "integer", "minimum": -4503599627370496, "maximum": 4503599627370496,
                                  "description": "The first number"
                                },
                                "b": {
                                  "type": "integer", "minimum": -4503599627370496, "maximum": 4503599627370496,
                                  "description": "The second number"
                                }
                              },
                              "required": ["a", "b"],
                              "additionalProperties": false
                            }
                            """),
                    Tools.schema("""
                            {
                              "type": "object",
                              "properties": {"result": {"type": "integer", "description": "The sum"}},
                              "required": ["result"],
                              "additionalProperties": false
                            }
                            """),
                    new Annotations(true, true, false)),
            (arguments, exchange) -> {
                long sum = integer(arguments, "a") + integer(arguments, "b");
                return CallToolResult.of(String.valueOf(sum), Map.of("result", sum));
            });

    private Add() {}

    /** In JSON Schema, {@code 1.0} is an integer, too. */
    private static long integer(ObjectNode arguments, String name) {
        return arguments.get(name).decimalValue().longValueExact();
    }
}
