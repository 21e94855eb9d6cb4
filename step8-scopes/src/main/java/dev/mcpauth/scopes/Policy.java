package dev.mcpauth.scopes;

import static dev.mcpauth.scopes.Role.ADMIN;
import static dev.mcpauth.scopes.Role.GUEST;
import static dev.mcpauth.scopes.Role.USER;
import static dev.mcpauth.scopes.Scope.PROMPTS;
import static dev.mcpauth.scopes.Scope.READ;
import static dev.mcpauth.scopes.Scope.TOOLS;

import dev.mcpauth.jwt.Caller;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may do what: a token can never do more than its scopes, nor more than the role of its user. */
public final class Policy {

    /**
     * @param anyOf one of these scopes is enough; the first is the one to ask for
     * @param role the lowest role
     */
    record Rule(List<Scope> anyOf, Role role) {}

    /** What a client does before it knows what it needs. */
    private static final Set<String> FOR_EVERYBODY = Set.of("initialize", "ping", "server/discover");

    /** The rest of the policy. A method that is in neither is for nobody. */
    private static final Map<String, Rule> METHODS = Map.of(
            "tools/list", new Rule(List.of(READ, TOOLS), GUEST),
            "prompts/list", new Rule(List.of(READ, PROMPTS), GUEST),
            "tools/call", new Rule(List.of(TOOLS), USER),
            "prompts/get", new Rule(List.of(PROMPTS), USER));

    /** Tools that take more than {@code tools/call} does. */
    private static final Map<String, Rule> TOOLS_FOR_FEW = Map.of(AuditLog.TOOL, new Rule(List.of(TOOLS), ADMIN));

    /** What a caller may do, or what stands in the way. */
    enum Decision {
        ALLOWED,
        SCOPE_MISSING,
        ROLE_MISSING
    }

    private Policy() {}

    static boolean isForEverybody(String method) {
        return FOR_EVERYBODY.contains(method);
    }

    /**
     * The rule for any other method; empty if it is for nobody.
     *
     * @param tool the tool that is to be called; {@code null} in all methods but that
     */
    static Optional<Rule> rule(String method, String tool) {
        Rule special = tool == null ? null : TOOLS_FOR_FEW.get(tool);
        return Optional.ofNullable(special == null ? METHODS.get(method) : special);
    }

    static Decision decide(Rule rule, Caller caller) {
        Set<Scope> scopes = Scope.among(caller.scopes());
        if (Collections.disjoint(scopes, rule.anyOf())) {
            return Decision.SCOPE_MISSING;
        }
        return Role.among(caller.roles()).includes(rule.role()) ? Decision.ALLOWED : Decision.ROLE_MISSING;
    }

    /** Whether a tool is worth showing to this caller: not if they could never call it. */
    static boolean shows(String tool, Caller caller) {
        Rule special = TOOLS_FOR_FEW.get(tool);
        return special == null || decide(special, caller) == Decision.ALLOWED;
    }
}
