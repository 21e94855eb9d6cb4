package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.PromptDefinition;
import dev.mcpauth.definitions.PromptDefinition.Argument;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.McpServer;
import io.javalin.Javalin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The server of step 4 with the tools and prompts that the official conformance suite calls. The scripts in {@code interop/}
 * run it. It shows that other kinds of content need no change to step 4.
 */
public final class ConformanceApp {

    private static final String PNG = // one pixel
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String WAV = // no sample
            "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

    private static final ContentBlock IMAGE = new Media("image", PNG, "image/png");
    private static final ContentBlock AUDIO = new Media("audio", WAV, "audio/wav");

    /** MCP 2026-07-28, Tools, "Image Content" and "Audio Content". */
    private record Media(String type, String data, String mimeType) implements ContentBlock {}

    /** MCP 2026-07-28, Tools, "Embedded Resources". */
    private record Embedded(String type, Resource resource) implements ContentBlock {
        record Resource(String uri, String mimeType, String text) {}

        Embedded(String uri, String mimeType, String text) {
            this("resource", new Resource(uri, mimeType, text));
        }
    }

    private ConformanceApp() {}

    public static void main(String[] args) {
        Launcher.run(ConformanceApp::create);
    }

    static Javalin create(Environment environment) {
        return McpServer.from(environment).create(new Catalog(tools(), prompts()).methods());
    }

    private static List<Tool> tools() {
        ContentBlock text = new ContentBlock.Text("Some text");
        ContentBlock json = new Embedded("test://mixed", "application/json", "{\"mixed\": true}");
        return List.of(
                tool("test_simple_text", text),
                tool("test_image_content", IMAGE),
                tool("test_audio_content", AUDIO),
                tool("test_embedded_resource", new Embedded("test://embedded", "text/plain", "Some text")),
                tool("test_multiple_content_types", text, IMAGE, json),
                // The suite expects messages before the result of these two; this server cannot send them
                tool("test_logging_tool", text),
                tool("test_streaming_elicitation", text),
                new Tool(
                        definition("test_error_handling", NO_ARGUMENTS),
                        (arguments, exchange) -> CallToolResult.error("This always fails")),
                new Tool(definition("json_schema_2020_12_tool", JSON_SCHEMA_2020_12), answering(text)));
    }

    private static Tool tool(String name, ContentBlock... content) {
        return new Tool(definition(name, NO_ARGUMENTS), answering(content));
    }

    private static Tool.Function answering(ContentBlock... content) {
        return (arguments, exchange) -> new CallToolResult(List.of(content), null, false);
    }

    private static ToolDefinition definition(String name, String inputSchema) {
        ObjectNode schema = (ObjectNode) Json.parse(inputSchema.getBytes(StandardCharsets.UTF_8));
        return new ToolDefinition(
                name, name, "For the conformance suite", schema, null, new Annotations(true, true, false));
    }

    private static List<Prompt> prompts() {
        return List.of(
                prompt("test_simple_prompt", arguments -> List.of(new ContentBlock.Text("Some text"))),
                prompt(
                        "test_prompt_with_arguments",
                        arguments ->
                                List.of(new ContentBlock.Text(arguments.get("arg1") + " and " + arguments.get("arg2"))),
                        "arg1",
                        "arg2"),
                prompt(
                        "test_prompt_with_embedded_resource",
                        arguments -> List.of(
                                new Embedded(arguments.get("resourceUri"), "text/plain", "Some text"),
                                new ContentBlock.Text("What does it say?")),
                        "resourceUri"),
                prompt(
                        "test_prompt_with_image",
                        arguments -> List.of(IMAGE, new ContentBlock.Text("What does it show?"))));
    }

    private interface Content {
        List<ContentBlock> of(Map<String, String> arguments);
    }

    private static Prompt prompt(String name, Content content, String... required) {
        List<Argument> arguments = Stream.of(required)
                .map(argument -> new Argument(argument, argument, "For the conformance suite", true))
                .toList();
        PromptDefinition definition = new PromptDefinition(name, name, "For the conformance suite", arguments);
        return new Prompt(
                definition,
                (values, exchange) -> new GetPromptResult(
                        name,
                        content.of(values).stream()
                                .map(block -> new GetPromptResult.Message("user", block))
                                .toList()));
    }

    private static final String NO_ARGUMENTS = "{\"type\": \"object\", \"additionalProperties\": false}";

    /** Keywords that JSON Schema 2020-12 added or changed. */
    private static final String JSON_SCHEMA_2020_12 = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "$defs": {
                "address": {
                  "$anchor": "addressDef",
                  "type": "object",
                  "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
                }
              },
              "properties": {
                "name": {"type": "string"},
                "address": {"$ref": "#/$defs/address"},
                "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                "phone": {"type": "string"},
                "email": {"type": "string"}
              },
              "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
              "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
              "then": {"required": ["phone"]},
              "else": {"required": ["email"]},
              "additionalProperties": false
            }
            """;
}
