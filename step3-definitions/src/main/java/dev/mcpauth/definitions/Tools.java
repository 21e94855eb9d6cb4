package dev.mcpauth.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.jsonrpc.Json;
import java.nio.charset.StandardCharsets;

/** The tools of this course as data. Step 4 adds their code. */
public final class Tools {

    public static final ToolDefinition ECHO = new ToolDefinition(
            "echo",
            "Echo",
            "Returns the message, repeated as often as requested.",
            schema("""
                    {
                      "type": "object",
                      "properties": {
                        "message": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 10000,
                          "description": "The text to return"
                        },
                        "repeat_count": {
                          "type": "integer",
                          "minimum": 1,
                          "maximum": 10,
                          "default": 1,
                          "description": "How many times to return it"
                        }
                      },
                      "required": ["message"],
                      "additionalProperties": false
                    }
                    """),
            schema("""
                    {
                      "type": "object",
                      "properties": {
                        "text": {"type": "string", "description": "The repeated message"}
                      },
                      "required": ["text"],
                      "additionalProperties": false
                    }
                    """),
            new Annotations(true, true, false));

    public static final ToolDefinition GET_TIME = new ToolDefinition(
            "get_time",
            "Current time",
            "Returns the current date and time in a time zone.",
            schema("""
                    {
                      "type": "object",
                      "properties": {
                        "timezone": {
                          "type": "string",
                          "default": "UTC",
                          "description": "An IANA time zone name such as Europe/Paris"
                        }
                      },
                      "additionalProperties": false
                    }
                    """),
            schema("""
                    {
                      "type": "object",
                      "properties": {
                        "time": {"type": "string", "description": "ISO 8601 with offset, to the second"},
                        "timezone": {"type": "string", "description": "The time zone of the time"}
                      },
                      "required": ["time", "timezone"],
                      "additionalProperties": false
                    }
                    """),
            new Annotations(true, true, false));

    private Tools() {}

    /** A JSON Schema from its text. */
    public static ObjectNode schema(String json) {
        return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
