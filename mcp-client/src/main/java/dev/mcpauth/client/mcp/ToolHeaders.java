package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tool arguments that are repeated as HTTP headers, so that proxies can route by them: the annotation {@code x-mcp-header} in
 * an input schema (MCP 2026-07-28, Tools, "x-mcp-header").
 */
final class ToolHeaders {

    private static final String ANNOTATION = "x-mcp-header";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110 section 5.6.2
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final int MAX_DEPTH = 20;

    private record Annotated(List<String> path, JsonNode schema) {}

    private ToolHeaders() {}

    /** The problem with the annotations of a tool, if there is one. The client must not offer such a tool. */
    static Optional<String> problem(JsonNode tool) {
        Set<String> names = new HashSet<>();
        for (Annotated property : annotated(tool)) {
            JsonNode name = property.schema().path(ANNOTATION);
            String where = String.join(".", property.path());
            if (!name.isTextual() || !name.asText().matches(TOKEN)) {
                return Optional.of("the header of \"" + where + "\" is not a header name");
            }
            if (!TYPES.contains(property.schema().path("type").asText())) {
                return Optional.of("\"" + where + "\" has a header and is not a string, an integer or a boolean");
            }
            if (!names.add(name.asText().toLowerCase(Locale.ROOT))) {
                return Optional.of("two arguments have the header " + name.asText());
            }
        }
        return Optional.empty();
    }

    /** The headers for a call. An argument that is missing or null has none. */
    static Map<String, String> of(JsonNode tool, JsonNode arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Annotated property : annotated(tool)) {
            JsonNode value = arguments;
            for (String name : property.path()) {
                value = value == null ? MissingNode.getInstance() : value.path(name);
            }
            if (value.isValueNode() && !value.isNull()) {
                headers.put(
                        "Mcp-Param-" + property.schema().path(ANNOTATION).asText(), HeaderValue.encode(value.asText()));
            }
        }
        return headers;
    }

    private static List<Annotated> annotated(JsonNode tool) {
        List<Annotated> found = new ArrayList<>();
        collect(tool.path("inputSchema"), List.of(), found);
        return found;
    }

    private static void collect(JsonNode schema, List<String> path, List<Annotated> found) {
        schema.path("properties").properties().forEach(property -> {
            List<String> inner = new ArrayList<>(path);
            inner.add(property.getKey());
            if (property.getValue().has(ANNOTATION)) {
                found.add(new Annotated(inner, property.getValue()));
            }
            if (inner.size() < MAX_DEPTH) {
                collect(property.getValue(), inner, found);
            }
        });
    }
}
