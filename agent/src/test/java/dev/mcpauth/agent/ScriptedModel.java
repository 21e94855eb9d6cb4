package dev.mcpauth.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.shared.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/** An OpenAI-compatible API, whose responses a test has written. It repeats the last one for ever. */
final class ScriptedModel implements AutoCloseable {

    private final Deque<String> responses = new ArrayDeque<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final JsonStub stub = new JsonStub(this::respond);
    private String last;
    private Runnable before = () -> {};

    String baseUrl() {
        return stub.url() + "/v1";
    }

    JsonStub stub() {
        return stub;
    }

    /** Does something before each response. */
    void beforeEach(Runnable action) {
        before = action;
    }

    /** The model asks for calls: names and arguments, in turn. */
    ScriptedModel calls(String... namesAndArguments) {
        ObjectNode message = Json.object().put("role", "assistant").putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        for (int i = 0; i < namesAndArguments.length; i += 2) {
            calls.addObject()
                    .put("id", "call-" + ids.incrementAndGet())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", namesAndArguments[i])
                    .put("arguments", namesAndArguments[i + 1]);
        }
        return add(message, "tool_calls");
    }

    ScriptedModel says(String text) {
        return add(Json.object().put("role", "assistant").put("content", text), "stop");
    }

    /** Something else than a response. */
    ScriptedModel sends(String body) {
        responses.add(body);
        return this;
    }

    private ScriptedModel add(ObjectNode message, String reason) {
        ObjectNode response = Json.object().put("id", "1").put("object", "chat.completion");
        ObjectNode choice = response.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", reason).set("message", message);
        responses.add(response.toString());
        return this;
    }

    private String respond(JsonNode request) {
        before.run();
        last = responses.isEmpty() ? last : responses.poll();
        return last;
    }

    /** The results of tools that the model has got with its last request. */
    List<String> results() {
        JsonNode last = stub.requests().get(stub.requests().size() - 1);
        return StreamSupport.stream(last.path("messages").spliterator(), false)
                .filter(message -> message.path("role").asText().equals("tool"))
                .map(message -> message.path("content").asText())
                .toList();
    }

    @Override
    public void close() {
        stub.close();
    }
}
