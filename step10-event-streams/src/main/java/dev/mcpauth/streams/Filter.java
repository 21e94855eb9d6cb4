package dev.mcpauth.streams;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The changes that a client wants to hear of (MCP 2026-07-28, Subscriptions, "Notification Filter"). */
record Filter(Set<Change> changes) {

    private static final Map<String, Change> LISTS = Map.of(
            "toolsListChanged", Change.OF_TOOLS,
            "promptsListChanged", Change.OF_PROMPTS,
            "resourcesListChanged", Change.OF_RESOURCES);

    private static final String RESOURCES = "resourceSubscriptions";
    private static final int MAX_SUBSCRIPTIONS = 100;
    private static final int LONGEST_URI = 2000;

    /** @throws JsonRpcException -32602 if the request has no filter, or a member has the wrong type or is too long */
    static Filter in(JsonRpcRequest request) {
        if (!request.params().has("notifications")) {
            throw JsonRpcException.invalidParams("\"notifications\" is missing");
        }
        JsonNode wanted = request.object("notifications");
        Set<Change> changes = ofResources(wanted.path(RESOURCES));
        LISTS.forEach((name, change) -> {
            JsonNode flag = wanted.path(name);
            if (!flag.isMissingNode() && !flag.isBoolean()) {
                throw JsonRpcException.invalidParams("\"" + name + "\" must be a boolean");
            }
            if (flag.booleanValue()) {
                changes.add(change);
            }
        });
        return new Filter(changes);
    }

    private static Set<Change> ofResources(JsonNode uris) {
        Set<Change> changes = new HashSet<>();
        boolean valid = uris.isMissingNode() || uris.isArray() && uris.size() <= MAX_SUBSCRIPTIONS;
        for (JsonNode uri : uris) {
            valid &= uri.isTextual() && uri.textValue().length() <= LONGEST_URI;
            changes.add(Change.of(uri.asText()));
        }
        if (!valid) {
            throw JsonRpcException.invalidParams("\"" + RESOURCES + "\" must be an array of at most "
                    + MAX_SUBSCRIPTIONS + " URIs of at most " + LONGEST_URI + " characters");
        }
        return changes;
    }

    /** The part of this filter that the server agrees to send. */
    Filter agreed(Predicate<Change> offered) {
        return new Filter(changes.stream().filter(offered).collect(Collectors.toSet()));
    }

    /** The filter in JSON, as in the request. */
    @JsonValue
    Map<String, Object> asJson() {
        Map<String, Object> json = new TreeMap<>(LISTS);
        json.values().retainAll(changes);
        json.replaceAll((name, change) -> true);
        List<String> uris = changes.stream()
                .flatMap(change -> change.uri().stream())
                .sorted()
                .toList();
        if (!uris.isEmpty()) {
            json.put(RESOURCES, uris);
        }
        return json;
    }
}
