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

    /** The name of the {@link AuditLogTool}. */
    static final String AUDIT_LOG = "audit_log";

    /** One thing that a method names, such as a tool. */
    private record Target(String method, String name) {}

    /** Targets with a rule of their own, which replaces that of their method. */
    private static final Map<Target, Rule> TARGETS =
            Map.of(new Target("tools/call", AUDIT_LOG), new Rule(List.of(TOOLS), ADMIN));

    /** Whether the caller may do it, or what is missing. */
    enum Decision {
        ALLOWED,
        SCOPE_MISSING,
        ROLE_MISSING
    }

    /** The policy of this course, in the tables above. */
    public static final Policy COURSE = new Policy(METHODS, TARGETS);

    private final Map<String, Rule> methods;
    private final Map<Target, Rule> targets;

    private Policy(Map<String, Rule> methods, Map<Target, Rule> targets) {
        this.methods = Map.copyOf(methods);
        this.targets = Map.copyOf(targets);
    }

    /** This policy with a rule for one more method. */
    public Policy with(String method, Rule rule) {
        return new Policy(plus(methods, method, rule), targets);
    }

    /** This policy with a rule of its own for one more target of a method, as {@link Targets} names it. */
    public Policy with(String method, String target, Rule rule) {
        return new Policy(methods, plus(targets, new Target(method, target), rule));
    }

    private static <K> Map<K, Rule> plus(Map<K, Rule> rules, K key, Rule rule) {
        Map<K, Rule> more = new HashMap<>(rules);
        more.put(key, rule);
        return more;
    }

    /** Whether the caller may call the method with this target. */
    public boolean allows(String method, Optional<String> target, Caller caller) {
        return isForEveryone(method)
                || rule(method, target)
                        .filter(rule -> decide(rule, caller) == Decision.ALLOWED)
                        .isPresent();
    }

    /** Whether a method needs neither a scope nor a role. The audit log has no entries for such methods. */
    boolean isForEveryone(String method) {
        return FOR_EVERYONE.contains(method);
    }

    /**
     * The rule for any other method; empty if the method is denied.
     *
     * @param target what the request asks for, as {@link Targets} names it
     */
    Optional<Rule> rule(String method, Optional<String> target) {
        return target.map(name -> targets.get(new Target(method, name)))
                .or(() -> Optional.ofNullable(methods.get(method)));
    }

    /** The scopes come first: without one of them, the decision is {@code SCOPE_MISSING}, whatever the role. */
    Decision decide(Rule rule, Caller caller) {
        Set<Scope> scopes = Scope.among(caller.scopes());
        if (Collections.disjoint(scopes, rule.anyOf())) {
            return Decision.SCOPE_MISSING;
        }
        return Role.among(caller.roles()).includes(rule.role()) ? Decision.ALLOWED : Decision.ROLE_MISSING;
    }

    /**
     * Whether to list a target for this caller. A target without a rule of its own is always listed, even if the caller may not
     * call its method. A target with a rule of its own is listed only if this rule allows the caller now.
     */
    public boolean shows(String method, String target, Caller caller) {
        Rule special = targets.get(new Target(method, target));
        return special == null || decide(special, caller) == Decision.ALLOWED;
    }
}
