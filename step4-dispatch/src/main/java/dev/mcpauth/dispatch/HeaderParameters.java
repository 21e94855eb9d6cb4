package dev.mcpauth.dispatch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.ParameterHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The arguments of a tool that headers repeat: those with {@code x-mcp-header} in its schema (MCP 2026-07-28, Tools). */
final class HeaderParameters {

    private static final String ANNOTATION = "x-mcp-header";
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    /** RFC 9110 section 5.6.2, "tchar". */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Map<String, JsonPointer> paths = new TreeMap<>();

    /** @throws IllegalArgumentException if clients would have to reject the tool because of an annotation */
    HeaderParameters(ObjectNode inputSchema) {
        collect(inputSchema, JsonPointer.empty());
        if (inputSchema.findValues(ANNOTATION).size() != paths.size()) {
            throw new IllegalArgumentException(ANNOTATION + " must be unique, on properties that are always reachable");
        }
    }

    private void collect(JsonNode schema, JsonPointer path) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonPointer inside = path.appendProperty(property.getKey());
            JsonNode name = property.getValue().get(ANNOTATION);
            if (name != null) {
                boolean valid = TOKEN.matcher(name.asText()).matches()
                        && TYPES.contains(property.getValue().path("type").asText());
                if (!valid) {
                    throw new IllegalArgumentException(ANNOTATION + " is not valid at " + inside);
                }
                paths.put(name.asText().toLowerCase(Locale.ROOT), inside);
            }
            collect(property.getValue(), inside);
        }
    }

    /** @throws JsonRpcException -32020 if a header differs from its argument */
    void check(ObjectNode arguments, Exchange exchange) {
        exchange.find(ParameterHeaders.class)
                .ifPresent(headers -> paths.forEach((name, path) -> headers.mustMatch(name, arguments.at(path))));
    }
}
