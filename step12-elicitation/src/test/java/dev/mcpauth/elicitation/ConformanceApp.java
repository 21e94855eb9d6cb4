package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.PromptDefinition;
import dev.mcpauth.definitions.PromptDefinition.Argument;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.ContentBlock;
import dev.mcpauth.dispatch.GetPromptResult;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result.Caching;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.resources.Completions;
import dev.mcpauth.resources.RateLimit;
import dev.mcpauth.resources.Resource;
import dev.mcpauth.resources.ResourceContents;
import dev.mcpauth.resources.ResourceMethods;
import dev.mcpauth.resources.ResourcePolicy;
import dev.mcpauth.resources.ResourceTemplate;
import dev.mcpauth.resources.Resources;
import dev.mcpauth.resources.Subscriptions;
import dev.mcpauth.resources.UriTemplate;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.streams.Change;
import dev.mcpauth.streams.ClientLog;
import dev.mcpauth.streams.GetStream;
import dev.mcpauth.streams.Offer;
import dev.mcpauth.streams.Progress;
import dev.mcpauth.streams.Streams;
import dev.mcpauth.user.CallerContext;
import io.javalin.Javalin;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The methods of step 12 with the tools, prompts and resources that the official conformance suite calls, for everyone: the
 * suite has no token. The scripts in {@code interop/} run it. It shows that they need no change to the steps.
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

    /** The caller, although nobody has signed in. */
    private static final Caller CALLER = new Caller(
            "conformance",
            "conformance",
            Optional.of("conformance"),
            Set.of("mcp:read", "mcp:tools", "mcp:prompts"),
            Set.of("admin"),
            Instant.MAX);

    static Javalin create(Environment environment) {
        Clock clock = Clock.systemUTC();
        Resources resources = resources();
        Policy policy = ResourcePolicy.of(Streams.addTo(Policy.COURSE));
        Subscriptions subscriptions = new Subscriptions(resources, policy);
        Streams streams = new Streams(clock);
        Questions questions = Questions.from(environment, clock, Questions.PATIENCE);
        Catalog catalog = new Catalog(tools(streams), prompts());
        MethodTable methods = streams.addTo(catalog.methods(), new Changes(subscriptions))
                .declare("tools", Map.of("listChanged", true))
                .declare("prompts", Map.of("listChanged", true));
        new ResourceMethods(resources, policy).addTo(methods);
        subscriptions.addTo(methods);
        new Completions(
                        catalog.prompts(),
                        resources.templates(),
                        policy,
                        new RateLimit(100, Duration.ofSeconds(1), clock))
                .with(
                        new Completions.Argument("ref/prompt", "test_prompt_with_arguments", "arg1"),
                        caller -> List.of("test", "testing"))
                .addTo(methods);
        JsonRpcHandler asking = questions.lettingAsk(methods);
        Admission.Granted everyone =
                questions.takingAnswers(CALLER, streams.grant(CALLER, new CallerContext(asking, CALLER)));
        McpEndpoint endpoint = new McpEndpoint(ctx -> everyone);
        return McpServer.from(environment)
                .add(streams)
                .add(new GetStream(endpoint))
                .create(endpoint);
    }

    /** Here, lists change. In the course, they never do. */
    private record Changes(Offer others) implements Offer {
        @Override
        public boolean includes(Change change, Caller caller) {
            boolean isOffered = change.equals(Change.OF_TOOLS) || change.equals(Change.OF_PROMPTS);
            return isOffered || others.includes(change, caller);
        }

        @Override
        public boolean includesForLegacy(Change change, Caller caller) {
            return change.uri().isEmpty() || others.includesForLegacy(change, caller);
        }
    }

    private static Resources resources() {
        Caching caching = new Caching(Duration.ofMinutes(1), Caching.Scope.PUBLIC);
        return new Resources(
                List.of(
                        resource(
                                "test://static-text",
                                "text/plain",
                                uri -> new ResourceContents.Text(uri, "text/plain", "Some text")),
                        resource(
                                "test://static-binary",
                                "image/png",
                                uri -> new ResourceContents.Blob(
                                        uri, "image/png", Base64.getDecoder().decode(PNG))),
                        resource(
                                "test://watched-resource",
                                "text/plain",
                                uri -> new ResourceContents.Text(uri, "text/plain", "Some text"))),
                List.of(new ResourceTemplate(
                        new ResourceTemplate.Definition(
                                new UriTemplate("test://template/{id}/data"),
                                "template",
                                "template",
                                "For the conformance suite",
                                "application/json"),
                        caching,
                        (uri, value, exchange) -> new ResourceContents.Text(
                                uri, "application/json", Json.writeText(Map.of("id", value))))));
    }

    private static Resource resource(String uri, String type, Function<String, ResourceContents> contents) {
        return new Resource(
                new Resource.Definition(uri, uri.substring(7), uri.substring(7), "For the conformance suite", type),
                new Caching(Duration.ofMinutes(1), Caching.Scope.PUBLIC),
                exchange -> contents.apply(uri));
    }

    private static List<Tool> tools(Streams streams) {
        ContentBlock text = new ContentBlock.Text("Some text");
        ContentBlock json = new Embedded("test://mixed", "application/json", "{\"mixed\": true}");
        return List.of(
                tool("test_simple_text", text),
                tool("test_image_content", IMAGE),
                tool("test_audio_content", AUDIO),
                tool("test_embedded_resource", new Embedded("test://embedded", "text/plain", "Some text")),
                tool("test_multiple_content_types", text, IMAGE, json),
                asking("test_streaming_elicitation", asker -> name(asker, "name", "What is your name?")),
                new Tool(
                        definition("test_header_parameter", HEADER),
                        (arguments, exchange) -> text(arguments.toString())),
                answering("test_logging_tool", ConformanceApp::log),
                answering("test_tool_with_logging", ConformanceApp::log),
                answering("test_tool_with_progress", exchange -> {
                    Progress progress = Progress.of(exchange);
                    for (int i = 1; i <= 3; i++) {
                        progress.report(i * 33, 100, "Step " + i);
                    }
                    return "Done";
                }),
                answering("test_trigger_tool_change", exchange -> {
                    streams.publish(Change.OF_TOOLS);
                    return "Told";
                }),
                answering("test_trigger_prompt_change", exchange -> {
                    streams.publish(Change.OF_PROMPTS);
                    return "Told";
                }),
                asking(
                        "test_missing_capability",
                        asker -> asker.ask("sample", sampling("Say something")).toString()),
                new Tool(
                        definition(
                                "test_sampling",
                                "{\"type\": \"object\", \"properties\": {\"prompt\": {\"type\": \"string\"}}}"),
                        (arguments, exchange) -> text(Asker.of(exchange)
                                .ask("sample", sampling(arguments.path("prompt").asText("Say something")))
                                .path("content")
                                .path("text")
                                .asText())),
                new Tool(
                        definition(
                                "test_elicitation",
                                "{\"type\": \"object\", \"properties\": {\"message\": {\"type\": \"string\"}}}"),
                        (arguments, exchange) -> text(Asker.of(exchange)
                                .ask("form", form(arguments.path("message").asText("Who are you?"), USER))
                                .toString())),
                asking(
                        "test_elicitation_sep1034_defaults",
                        asker -> asker.ask("form", form("Your data?", DEFAULTS)).toString()),
                asking(
                        "test_elicitation_sep1330_enums",
                        asker -> asker.ask("form", form("Your choice?", ENUMS)).toString()),
                asking(
                        "test_input_required_result_elicitation",
                        asker -> name(asker, "user_name", "What is your name?")),
                asking(
                        "test_input_required_result_sampling",
                        asker -> asker.ask("capital_question", sampling("What is the capital of France?"))
                                .toString()),
                asking(
                        "test_input_required_result_list_roots",
                        asker -> asker.ask("client_roots", ROOTS).toString()),
                asking("test_input_required_result_request_state", asker -> {
                    asker.ask("confirm", form("Please confirm", OK));
                    return "state-ok";
                }),
                asking(
                        "test_input_required_result_tampered_state",
                        asker ->
                                asker.ask("confirm", form("Please confirm", OK)).toString()),
                asking(
                        "test_input_required_result_multiple_inputs",
                        asker -> asker.ask(Map.of(
                                        "user_name", form("What is your name?", NAME),
                                        "greeting", sampling("Generate a greeting"),
                                        "client_roots", ROOTS))
                                .toString()),
                asking(
                        "test_input_required_result_multi_round",
                        asker -> name(asker, "step1", "Step 1: What is your name?")
                                + asker.ask("step2", form("Step 2: What is your favorite color?", COLOR))),
                asking("test_input_required_result_capabilities", asker -> {
                    Map<String, Question> questions = new HashMap<>(Map.of(
                            "user_name",
                            form("What is your name?", NAME),
                            "greeting",
                            sampling("Generate a greeting")));
                    questions.values().removeIf(question -> !asker.canAsk(question));
                    return asker.ask(questions).toString();
                }),
                new Tool(
                        definition("test_error_handling", NO_ARGUMENTS),
                        (arguments, exchange) -> CallToolResult.error("This always fails")),
                new Tool(definition("json_schema_2020_12_tool", JSON_SCHEMA_2020_12), answering(text)));
    }

    private static String log(Exchange exchange) {
        for (int i = 1; i <= 3; i++) {
            ClientLog.of(exchange).log(ClientLog.Level.INFO, "conformance", "Message " + i);
        }
        return "Logged";
    }

    private static final Question ROOTS = new Question("roots/list", Json.toTree(Map.of()), "roots");

    private static Question sampling(String prompt) {
        Map<String, Object> message = Map.of("role", "user", "content", Map.of("type", "text", "text", prompt));
        return new Question(
                "sampling/createMessage",
                Json.toTree(Map.of("messages", List.of(message), "maxTokens", 100)),
                "sampling");
    }

    private static Question form(String message, String schema) {
        return Question.form(message, (ObjectNode) Json.parse(schema.getBytes(StandardCharsets.UTF_8)));
    }

    private static String name(Asker asker, String key, String message) {
        return "Hello, "
                + asker.ask(key, form(message, NAME))
                        .path("content")
                        .path("name")
                        .asText() + "!";
    }

    private static Tool asking(String name, Function<Asker, String> answer) {
        return answering(name, exchange -> answer.apply(Asker.of(exchange)));
    }

    private static Tool answering(String name, Function<Exchange, String> answer) {
        return new Tool(definition(name, NO_ARGUMENTS), (arguments, exchange) -> text(answer.apply(exchange)));
    }

    private static CallToolResult text(String text) {
        return new CallToolResult(List.of(new ContentBlock.Text(text)), Optional.empty(), false);
    }

    private static Tool tool(String name, ContentBlock... content) {
        return new Tool(definition(name, NO_ARGUMENTS), answering(content));
    }

    private static Tool.Function answering(ContentBlock... content) {
        return (arguments, exchange) -> new CallToolResult(List.of(content), Optional.empty(), false);
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
                new Prompt(
                        new PromptDefinition(
                                "test_input_required_result_prompt",
                                "test_input_required_result_prompt",
                                "For the conformance suite",
                                List.of()),
                        (values, exchange) -> {
                            ObjectNode answer = Asker.of(exchange)
                                    .ask("user_context", form("What context should the prompt use?", CONTEXT));
                            ContentBlock block = new ContentBlock.Text(answer.toString());
                            return new GetPromptResult(
                                    "For the conformance suite", List.of(new GetPromptResult.Message("user", block)));
                        }),
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

    private static String object(String properties, String required) {
        return "{\"type\": \"object\", \"properties\": {" + properties + "}, \"required\": [" + required + "]}";
    }

    private static final String HEADER =
            object("\"region\": {\"type\": \"string\", \"x-mcp-header\": \"Region\"}", "\"region\"");
    private static final String NAME = object("\"name\": {\"type\": \"string\"}", "\"name\"");
    private static final String COLOR = object("\"color\": {\"type\": \"string\"}", "\"color\"");
    private static final String CONTEXT = object("\"context\": {\"type\": \"string\"}", "\"context\"");
    private static final String OK = object("\"ok\": {\"type\": \"boolean\"}", "\"ok\"");
    private static final String USER = object("""
            "username": {"type": "string", "description": "The name"}, "email": {"type": "string", "description": "The address"}
            """, "\"username\", \"email\"");
    private static final String DEFAULTS = object("""
            "name": {"type": "string", "default": "John Doe"},
            "age": {"type": "integer", "default": 30},
            "score": {"type": "number", "default": 95.5},
            "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
            "verified": {"type": "boolean", "default": true}
            """, "");
    private static final String ENUMS = object("""
            "untitledSingle": {"type": "string", "enum": ["a", "b", "c"]},
            "titledSingle": {"type": "string", "oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]},
            "legacyEnum": {"type": "string", "enum": ["a", "b", "c"], "enumNames": ["A", "B", "C"]},
            "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["a", "b", "c"]}},
            "titledMulti": {"type": "array", "items": {"anyOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]}}
            """, "");

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
