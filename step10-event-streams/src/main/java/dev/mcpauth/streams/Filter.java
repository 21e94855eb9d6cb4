package dev.mcpauth.streams;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The changes that a client wants to hear of (MCP 2026-07-28, Subscriptions, "Notification Filter"). */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Filter(
        boolean toolsListChanged,
        boolean promptsListChanged,
        boolean resourcesListChanged,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> resourceSubscriptions)
        implements Predicate<Change> {

    public static final Filter NOTHING = new Filter(false, false, false, Set.of());

    private static final int MAX_SUBSCRIPTIONS = 100;
    private static final int LONGEST_URI = 2000;

    /** @throws JsonRpcException -32602 if the request has no filter, or a member has the wrong type or is too long */
    static Filter in(JsonRpcRequest request) {
        if (!request.params().has("notifications")) {
            throw JsonRpcException.invalidParams("\"notifications\" is missing");
        }
        JsonNode wanted = request.object("notifications");
        return new Filter(
                flag(wanted, "toolsListChanged"),
                flag(wanted, "promptsListChanged"),
                flag(wanted, "resourcesListChanged"),
                uris(wanted.path("resourceSubscriptions")));
    }

    private static boolean flag(JsonNode wanted, String name) {
        JsonNode value = wanted.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw JsonRpcException.invalidParams("\"" + name + "\" must be a boolean");
        }
        return value.booleanValue();
    }

    private static Set<String> uris(JsonNode wanted) {
        Set<String> uris = new LinkedHashSet<>();
        boolean valid = wanted.isMissingNode() || wanted.isArray() && wanted.size() <= MAX_SUBSCRIPTIONS;
        for (JsonNode uri : wanted) {
            valid &= uri.isTextual() && uri.textValue().length() <= LONGEST_URI;
            uris.add(uri.asText());
        }
        if (!valid) {
            throw JsonRpcException.invalidParams("\"resourceSubscriptions\" must be an array of at most "
                    + MAX_SUBSCRIPTIONS + " URIs of at most " + LONGEST_URI + " characters");
        }
        return uris;
    }

    @Override
    public boolean test(Change change) {
        return change.equals(Change.OF_TOOLS) && toolsListChanged
                || change.equals(Change.OF_PROMPTS) && promptsListChanged
                || change.equals(Change.OF_RESOURCES) && resourcesListChanged
                || change.uri().filter(resourceSubscriptions::contains).isPresent();
    }
}
