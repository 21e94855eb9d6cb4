package dev.mcpauth.scopes;

import static dev.mcpauth.scopes.Role.ADMIN;
import static dev.mcpauth.scopes.Role.GUEST;
import static dev.mcpauth.scopes.Role.USER;
import static dev.mcpauth.scopes.Scope.PROMPTS;
import static dev.mcpauth.scopes.Scope.READ;
import static dev.mcpauth.scopes.Scope.TOOLS;

import dev.mcpauth.jwt.core.Caller;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may do what. A token never allows more than its scopes, nor more than the role of its user. */
public final class Policy {

    /**
     * @param anyOf one of these scopes suffices; the first is the one to ask for
     * @param role the lowest role that suffices
     */
    public record Rule(List<Scope> anyOf, Role role) {}

    /** The methods that a client calls before it knows what it needs. */
    private static final Set<String> FOR_EVERYONE = Set.of("initialize", "ping", "server/discover");

    /** The rest of the policy. A method without a rule is denied by default. */
    private static final Map<String, Rule> METHODS = Map.of(
            "tools/list", new Rule(List.of(READ, TOOLS), GUEST),
            "prompts/list", new Rule(List.of(READ, PROMPTS), GUEST),
            "tools/call", new Rule(List.of(TOOLS), USER),
            "prompts/get", new Rule(List.of(PROMPTS), USER));

    /** Tools that need more than {@code tools/call} does. */
    private static final Map<String, Rule> RESTRICTED_TOOLS =
            Map.of(AuditLogTool.NAME, new Rule(List.of(TOOLS), ADMIN));

    /** Whether the caller may do it, or what is missing. */
    enum Decision {
        ALLOWED,
        SCOPE_MISSING,
        ROLE_MISSING
    }

    /** The policy of this course, in the tables above. */
    public static final Policy COURSE = new Policy(METHODS, RESTRICTED_TOOLS);

    private final Map<String, Rule> methods;
    private final Map<String, Rule> restrictedTools;

    private Policy(Map<String, Rule> methods, Map<String, Rule> restrictedTools) {
        this.methods = Map.copyOf(methods);
        this.restrictedTools = Map.copyOf(restrictedTools);
    }

    /** This policy with a rule for one more method. */
    public Policy with(String method, Rule rule) {
        return new Policy(plus(methods, method, rule), restrictedTools);
    }

    /** This policy with a rule of its own for one more tool. */
    public Policy withTool(String name, Rule rule) {
        return new Policy(methods, plus(restrictedTools, name, rule));
    }

    private static Map<String, Rule> plus(Map<String, Rule> rules, String name, Rule rule) {
        Map<String, Rule> more = new HashMap<>(rules);
        more.put(name, rule);
        return more;
    }

    /** Whether the caller may call the method, with this tool if it is {@code tools/call}. */
    public boolean allows(String method, Optional<String> tool, Caller caller) {
        return isForEveryone(method)
                || rule(method, tool)
                        .filter(rule -> decide(rule, caller) == Decision.ALLOWED)
                        .isPresent();
    }

    boolean isForEveryone(String method) {
        return FOR_EVERYONE.contains(method);
    }

    /**
     * The rule for any other method; empty if the method is denied.
     *
     * @param tool the tool that {@code tools/call} names
     */
    Optional<Rule> rule(String method, Optional<String> tool) {
        return tool.map(restrictedTools::get).or(() -> Optional.ofNullable(methods.get(method)));
    }

    Decision decide(Rule rule, Caller caller) {
        Set<Scope> scopes = Scope.among(caller.scopes());
        if (Collections.disjoint(scopes, rule.anyOf())) {
            return Decision.SCOPE_MISSING;
        }
        return Role.among(caller.roles()).includes(rule.role()) ? Decision.ALLOWED : Decision.ROLE_MISSING;
    }

    /** Whether to list a tool for this caller, who may need more than {@code tools/call} does. */
    boolean shows(String tool, Caller caller) {
        Rule special = restrictedTools.get(tool);
        return special == null || decide(special, caller) == Decision.ALLOWED;
    }
}
