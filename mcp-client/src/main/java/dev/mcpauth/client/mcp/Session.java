package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a client can ask an MCP server, in either era. */
public final class Session implements AutoCloseable {

    private static final int MAX_PAGES = 100;
    private static final int MAX_ELEMENTS = 10_000;
    private static final Consumer<JsonNode> IGNORE = message -> {};

    private final Wire wire;
    private final Questions questions;
    private final Consumer<JsonNode> notifications;
    private final Consumer<String> warnings;

    private Session(Wire wire, Questions questions, Consumer<JsonNode> notifications, Consumer<String> warnings) {
        this.wire = wire;
        this.questions = questions;
        this.notifications = notifications;
        this.warnings = warnings;
    }

    /**
     * @param notifications gets progress and log messages of the server
     * @param warnings gets what the user should know
     */
    public static Session open(
            Transport transport,
            Protocol protocol,
            Questions questions,
            Consumer<JsonNode> notifications,
            Consumer<String> warnings) {
        return new Session(wire(transport, protocol, questions), questions, notifications, warnings);
    }

    /**
     * A server of 2025-11-25 or earlier answers {@code server/discover} with some error, because it does not know the method or
     * the version (MCP 2026-07-28, "Versioning", "Backward Compatibility").
     */
    private static Wire wire(Transport transport, Protocol protocol, Questions questions) {
        ModernWire modern = new ModernWire(transport, questions);
        if (protocol == Protocol.AUTO) {
            Reply reply = modern.send("server/discover", Json.object(), Map.of(), IGNORE);
            boolean known = ModernWire.supports(reply.message().path("result").path("supportedVersions"));
            return known ? modern : LegacyWire.open(transport, questions);
        }
        return protocol == Protocol.MODERN ? modern : LegacyWire.open(transport, questions);
    }

    static ObjectNode clientInfo() {
        return Json.object().put("name", "mcp-client").put("version", "1.0.0");
    }

    static ObjectNode capabilities(Questions questions) {
        ObjectNode capabilities = Json.object();
        if (questions.canAsk()) {
            capabilities.putObject("elicitation");
        }
        return capabilities;
    }

    public String version() {
        return wire.version();
    }

    /** The tools, without those whose header annotations are invalid: a client must not call these. */
    public List<JsonNode> tools() {
        List<JsonNode> tools = list("tools/list", "tools");
        if (!wire.version().equals(ModernWire.VERSION)) {
            return tools;
        }
        List<JsonNode> usable = new ArrayList<>();
        for (JsonNode tool : tools) {
            Optional<String> problem = ToolHeaders.problem(tool);
            problem.ifPresentOrElse(
                    what -> warnings.accept(
                            "The tool \"" + Text.brief(tool.path("name").asText()) + "\" is left out: " + what),
                    () -> usable.add(tool));
        }
        return usable;
    }

    /** @param tool as {@link #tools} has listed it */
    public JsonNode call(JsonNode tool, ObjectNode arguments) {
        ObjectNode params = Json.object();
        params.set("name", tool.path("name"));
        params.set("arguments", arguments);
        Map<String, String> headers =
                wire.version().equals(ModernWire.VERSION) ? ToolHeaders.of(tool, arguments) : Map.of();
        return ask("tools/call", params, headers);
    }

    public List<JsonNode> prompts() {
        return list("prompts/list", "prompts");
    }

    public JsonNode prompt(String name, ObjectNode arguments) {
        ObjectNode params = Json.object().put("name", name);
        params.set("arguments", arguments);
        return ask("prompts/get", params, Map.of());
    }

    public List<JsonNode> resources() {
        return list("resources/list", "resources");
    }

    public List<JsonNode> resourceTemplates() {
        return list("resources/templates/list", "resourceTemplates");
    }

    public JsonNode read(String uri) {
        return ask("resources/read", Json.object().put("uri", uri), Map.of());
    }

    /** Receives changes until the server ends the stream. */
    public void listen(List<String> resources, Consumer<JsonNode> changes) {
        wire.listen(resources, changes);
    }

    /** A request during which the server may report progress and ask questions. */
    private JsonNode ask(String method, ObjectNode params, Map<String, String> headers) {
        params.putObject("_meta").put("progressToken", 1);
        if (questions.canAsk()) {
            wire.expectQuestions();
        }
        return wire.request(method, params, headers, notifications);
    }

    private List<JsonNode> list(String method, String member) {
        List<JsonNode> all = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        ObjectNode params = Json.object();
        while (true) {
            JsonNode result = wire.request(method, params, Map.of(), notifications);
            result.path(member).forEach(all::add);
            JsonNode next = result.path("nextCursor");
            if (!next.isTextual()) {
                return all;
            }
            if (!cursors.add(next.asText()) || cursors.size() > MAX_PAGES || all.size() > MAX_ELEMENTS) {
                throw new Failure(ExitCode.ERROR, "The server never ends its list of " + member);
            }
            params = Json.object().put("cursor", next.asText());
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
