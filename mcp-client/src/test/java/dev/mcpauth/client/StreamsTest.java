package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.FakeWorld.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events, questions of the server, and changes, in both eras. */
class StreamsTest {

    private static final String TOOLS = """
            {"tools":[{"name":"reverse","inputSchema":{"type":"object","properties":{
              "text":{"type":"string"},"times":{"type":"integer"},"options":{"type":"object"}}}}]}""";

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private Run.Client client;

    @BeforeEach
    void begin() {
        client = Run.Client.in(folder.resolve("home"), world).with("MCP_TOKEN", "mine");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static Answer events(String... events) {
        StringBuilder body = new StringBuilder(": a comment\n\n");
        for (String event : events) {
            body.append(event).append("\n\n");
        }
        return new Answer(200, "text/event-stream", body.toString(), Map.of());
    }

    private static String data(String json) {
        return "data: " + json;
    }

    private static String response(JsonNode message, String result) {
        return data("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}");
    }

    private static String progress(int value) {
        return data(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":"
                        + value + ",\"total\":4,\"message\":\"part " + value + "\"}}");
    }

    /** A server of the given era that lists one tool and answers calls. */
    private void serve(FakeWorld.Mcp calls) {
        world.mcp = (message, exchange) -> {
            messages.add(message);
            return switch (message.path("method").asText()) {
                case "server/discover" -> FakeWorld.result(message, "{\"supportedVersions\":[\"2026-07-28\"]}");
                case "initialize" ->
                    FakeWorld.result(message, "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}");
                case "tools/list" -> FakeWorld.result(message, TOOLS);
                case "notifications/initialized" -> Answer.json(202, "");
                default -> calls.answer(message, exchange);
            };
        };
    }

    private Run call(String... more) {
        String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"call", world.mcpUrl(), "reverse"}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return client.run(arguments);
    }

    @Test
    void showsProgressOnATerminalOnly() {
        serve((message, exchange) -> events(
                progress(1), progress(2), response(message, "{\"content\":[{\"type\":\"text\",\"text\":\"olleh\"}]}")));
        Run piped = call("text=hello");
        assertEquals("olleh", piped.out().strip());
        assertEquals("", piped.err());
        client = client.typing("");
        Run shown = call("text=hello");
        assertEquals("olleh", shown.out().strip());
        assertTrue(shown.err().contains("[###############               ] 50% part 2"), shown.err());
    }

    @Test
    void takesTypesFromTheSchema() {
        serve((message, exchange) -> FakeWorld.result(message, "{\"content\":[],\"structuredContent\":{\"x\":1}}"));
        assertEquals(0, call("text=12", "times=3", "options={\"a\":[true]}").exitCode());
        assertEquals(
                "{\"text\":\"12\",\"times\":3,\"options\":{\"a\":[true]}}",
                messages.get(messages.size() - 1)
                        .path("params")
                        .path("arguments")
                        .toString());
        Run wrong = call("times=many");
        assertEquals(2, wrong.exitCode());
        assertTrue(wrong.err().contains("times must be of the type integer, not \"many\""), wrong.err());
        assertTrue(call("txt=x").err().contains("Did you mean text?"));
    }

    @Test
    void doesNotRepeatACallAfterABrokenStream() {
        serve((message, exchange) -> events(progress(1)));
        Run run = call("text=x");
        assertEquals(5, run.exitCode());
        assertTrue(run.err().contains("it is not repeated"), run.err());
        assertEquals(
                1,
                messages.stream()
                        .filter(one -> one.path("method").asText().equals("tools/call"))
                        .count());
    }

    @Test
    void resumesALegacyStreamWithItsLastEventId() {
        List<String> ids = new CopyOnWriteArrayList<>();
        serve((message, exchange) -> {
            if (exchange.getRequestMethod().equals("GET")) {
                ids.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
                return events(response(
                        messages.stream()
                                .filter(one -> one.path("method").asText().equals("tools/call"))
                                .findFirst()
                                .orElseThrow(),
                        "{\"content\":[{\"type\":\"text\",\"text\":\"late\"}]}"));
            }
            return events("id: 7\nretry: 1\ndata:");
        });
        assertEquals("late", call("text=x", "--protocol", "2025-11-25").out().strip());
        assertEquals(List.of("7"), ids);
    }

    private static final String QUESTION = """
            {"message":"Who are you?","requestedSchema":{"type":"object","required":["name"],"properties":{
              "name":{"type":"string"},"age":{"type":"integer","default":30},"ok":{"type":"boolean"}}}}""".replace("\n", "");

    @Test
    void asksThePersonInARoundTripOf2026() {
        serve((message, exchange) -> {
            JsonNode answer = message.path("params").path("inputResponses").path("who");
            return answer.isMissingNode()
                    ? FakeWorld.result(
                            message,
                            "{\"resultType\":\"input_required\",\"requestState\":\"s1\",\"inputRequests\":{\"who\":"
                                    + "{\"method\":\"elicitation/create\",\"params\":" + QUESTION + "}}}")
                    : FakeWorld.result(
                            message,
                            "{\"content\":[{\"type\":\"text\",\"text\":\""
                                    + message.path("params")
                                            .path("requestState")
                                            .asText() + " "
                                    + answer.path("content").toString().replace("\"", "'") + "\"}]}");
        });
        client = client.typing("y\nAda\n\nperhaps\nyes\n");
        Run run = call("text=x");
        assertEquals("s1 {'name':'Ada','age':30,'ok':true}", run.out().strip(), run.err());
        assertTrue(run.err().contains("The server asks: Who are you?"), run.err());
    }

    @Test
    void declinesForThePersonIn2025() {
        List<JsonNode> answers = new CopyOnWriteArrayList<>();
        serve((message, exchange) -> {
            if (exchange.getRequestMethod().equals("GET")) {
                return Answer.json(405, "");
            }
            if (message.has("result")) {
                answers.add(message);
                return Answer.json(202, "");
            }
            return events(
                    data("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\",\"params\":" + QUESTION
                            + "}"),
                    response(message, "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}"));
        });
        client = client.typing("n\n");
        assertEquals("done", call("text=x", "--protocol", "2025-11-25").out().strip());
        assertEquals("decline", answers.get(0).path("result").path("action").asText());
        assertEquals("q", answers.get(0).path("id").asText());
    }

    @Test
    void offersNoQuestionsWithoutInput() {
        serve((message, exchange) -> FakeWorld.result(message, "{\"content\":[]}"));
        client = client.typing("");
        call("text=x", "--no-input");
        assertFalse(messages.toString().contains("\"elicitation\""), messages.toString());
    }

    @Test
    void printsChangesUntilTheStreamEnds() {
        serve((message, exchange) -> {
            assertEquals(
                    "[\"test://a\"]",
                    message.path("params")
                            .path("notifications")
                            .path("resourceSubscriptions")
                            .toString());
            return events(
                    data(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"test://a\"}}"),
                    response(message, "{}"));
        });
        Run run = client.run("listen", world.mcpUrl(), "test://a");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("notifications/resources/updated  test://a", run.out().strip());
    }

    @Test
    void listsAndReadsResources() {
        serve((message, exchange) -> switch (message.path("method").asText()) {
            case "resources/list" ->
                FakeWorld.result(message, "{\"resources\":[{\"uri\":\"test://a\",\"name\":\"a\"}]}");
            case "resources/templates/list" ->
                FakeWorld.result(message, "{\"resourceTemplates\":[{\"uriTemplate\":\"test://{x}\",\"name\":\"x\"}]}");
            default -> FakeWorld.result(message, "{\"contents\":[{\"uri\":\"test://a\",\"text\":\"content\"}]}");
        });
        assertEquals(
                List.of("test://a", "test://{x}"),
                client.run("resources", world.mcpUrl()).out().lines().toList());
        assertEquals(
                "content", client.run("read", world.mcpUrl(), "test://a").out().strip());
    }

    @Test
    void showsNoControlCharactersOfAServer() {
        serve((message, exchange) ->
                FakeWorld.result(message, "{\"content\":[{\"type\":\"text\",\"text\":\"a\\u001b[2Jb\\u202ec\"}]}"));
        assertEquals("a\uFFFD[2Jb\uFFFDc", call("text=x").out().strip());
    }

    @Test
    void saysThatTheServerDoesNotRun() {
        world.close();
        Run run = call("text=x");
        assertEquals(5, run.exitCode());
        assertTrue(run.err().contains("Check the URL, and that the server is running"), run.err());
    }

    @Test
    void endsAListThatRepeatsItsCursor() {
        world.mcp = (message, exchange) -> FakeWorld.result(message, "{\"tools\":[],\"nextCursor\":\"again\"}");
        Run run = client.run("tools", world.mcpUrl(), "--protocol", "2026-07-28");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("never ends its list"), run.err());
    }
}
