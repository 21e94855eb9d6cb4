package dev.mcpauth.scopes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How large a call is: the sizes of the arguments that are objects or arrays in the schema of the tool. The audit log contains
 * these numbers, and never the arguments.
 */
final class Sizes {

    private static final Set<String> CONTAINERS = Set.of("object", "array");

    private final Map<String, List<String>> argumentsOf;

    private Sizes(Map<String, List<String>> argumentsOf) {
        this.argumentsOf = argumentsOf;
    }

    /** Knows the tools of this catalog. */
    static Sizes in(Catalog catalog) {
        return new Sizes(catalog.tools().stream()
                .collect(Collectors.toMap(tool -> tool.definition().name(), Sizes::containers)));
    }

    private static List<String> containers(Tool tool) {
        return tool.definition().inputSchema().path("properties").properties().stream()
                .filter(property ->
                        CONTAINERS.contains(property.getValue().path("type").asText()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The number of members or elements, by the name of the argument in the schema. */
    Map<String, Integer> of(JsonRpcRequest request) {
        Map<String, Integer> sizes = new TreeMap<>();
        if (request.method().equals("tools/call")) {
            JsonNode arguments = request.params().path("arguments");
            for (String name :
                    argumentsOf.getOrDefault(request.params().path("name").asText(), List.of())) {
                if (arguments.path(name).isContainerNode()) {
                    sizes.put(name, arguments.path(name).size());
                }
            }
        }
        return sizes;
    }
}
