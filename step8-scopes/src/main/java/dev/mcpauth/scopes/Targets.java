package dev.mcpauth.scopes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What requests ask for, by the names that the server gives them: the policy may have a rule for such a name, and the audit log
 * holds it. Text from a caller is never a target, because an admin's model reads the audit log. The policy only sees targets: a
 * rule for something that is never a target would have no effect.
 */
@FunctionalInterface
public interface Targets {

    /** The target of a request for something that does not exist. */
    String UNKNOWN = "(unknown)";

    /** Empty if the request names nothing. */
    Optional<String> of(JsonRpcRequest request);

    /** The names of tools and prompts. */
    static Targets in(Catalog catalog) {
        Set<String> tools =
                catalog.tools().stream().map(tool -> tool.definition().name()).collect(Collectors.toUnmodifiableSet());
        Set<String> prompts = catalog.prompts().stream()
                .map(prompt -> prompt.definition().name())
                .collect(Collectors.toUnmodifiableSet());
        return request -> switch (request.method()) {
            case "tools/call" -> known(request.params().path("name"), tools);
            case "prompts/get" -> known(request.params().path("name"), prompts);
            default -> Optional.empty();
        };
    }

    private static Optional<String> known(JsonNode name, Set<String> names) {
        return Optional.ofNullable(name.textValue()).map(text -> names.contains(text) ? text : UNKNOWN);
    }
}
