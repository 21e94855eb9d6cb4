package dev.mcpauth.resources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.resources.Resources.Found;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Policy.Rule;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.scopes.Scope;
import dev.mcpauth.scopes.Targets;
import java.util.List;
import java.util.Optional;

/** Who may read and complete what. */
public final class ResourcePolicy {

    private static final Rule READ = new Rule(List.of(Scope.READ), Role.GUEST);
    private static final Rule LIST_PROMPTS = new Rule(List.of(Scope.READ, Scope.PROMPTS), Role.GUEST);

    /** A caller may subscribe to exactly the resources that the caller may read. */
    private static final List<String> OF_ONE_RESOURCE =
            List.of("resources/read", "resources/subscribe", "resources/unsubscribe");

    private ResourcePolicy() {}

    /** Adds rules for the methods of this step. Completing needs the same permission as listing. */
    public static Policy of(Policy before) {
        Policy policy = before.with("resources/list", READ).with("resources/templates/list", READ);
        for (String method : OF_ONE_RESOURCE) {
            policy = policy.with(method, READ)
                    .with(method, AuditDecisions.URI, new Rule(List.of(Scope.READ), Role.ADMIN));
        }
        return policy.with("completion/complete", READ)
                .with("completion/complete", Completions.PROMPT, LIST_PROMPTS)
                .with("completion/complete", Completions.RESOURCE, READ);
    }

    /** What the policy decides about for the methods of this step. */
    public static Targets targets(Resources resources, Targets others) {
        return request -> switch (request.method()) {
            case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
                text(request.params().path("uri"))
                        .map(uri -> resources.find(uri).map(Found::name).orElse(Targets.UNKNOWN));
            case "completion/complete" ->
                text(request.params().path("ref").path("type"))
                        .map(type -> Completions.TYPES.contains(type) ? type : Targets.UNKNOWN);
            default -> others.of(request);
        };
    }

    private static Optional<String> text(JsonNode value) {
        return Optional.ofNullable(value.textValue());
    }
}
