package dev.mcpauth.scopes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Policy.Decision;
import dev.mcpauth.scopes.Policy.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The policy by itself, without a server. */
class PolicyTest {

    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> AUDIT_LOG = Optional.of("audit_log");

    private static Caller caller(String role, String... scopes) {
        return new Caller("id", "name", Optional.empty(), Set.of(scopes), Set.of(role), Instant.MAX);
    }

    private static Decision decide(String method, Optional<String> target, Caller caller) {
        return Policy.COURSE.decide(Policy.COURSE.rule(method, target).orElseThrow(), caller);
    }

    @Test
    void oneScopeOfTheRuleSuffices() {
        for (String scope : List.of("mcp:read", "mcp:tools")) {
            assertEquals(Decision.ALLOWED, decide("tools/list", NONE, caller("guest", scope)));
        }
        assertEquals(Decision.SCOPE_MISSING, decide("tools/list", NONE, caller("admin", "mcp:prompts")));
    }

    @Test
    void aHigherRoleSuffices() {
        assertEquals(Decision.ROLE_MISSING, decide("tools/call", NONE, caller("guest", "mcp:tools")));
        assertEquals(Decision.ALLOWED, decide("tools/call", NONE, caller("user", "mcp:tools")));
        assertEquals(Decision.ALLOWED, decide("tools/call", NONE, caller("admin", "mcp:tools")));
    }

    @Test
    void unknownWordsAreNoScopesAndNoRoles() {
        assertEquals(Decision.SCOPE_MISSING, decide("tools/call", NONE, caller("admin", "mcp:tools:all", "MCP:TOOLS")));
        assertEquals(Decision.ROLE_MISSING, decide("tools/call", NONE, caller("superuser", "mcp:tools")));
    }

    @Test
    void aMissingScopeIsFoundBeforeAMissingRole() {
        assertEquals(Decision.SCOPE_MISSING, decide("tools/call", AUDIT_LOG, caller("guest", "mcp:read")));
    }

    @Test
    void theRuleOfATargetReplacesThatOfItsMethod() {
        Caller alice = caller("user", "mcp:tools");
        assertTrue(Policy.COURSE.allows("tools/call", Optional.of("echo"), alice));
        assertFalse(Policy.COURSE.allows("tools/call", AUDIT_LOG, alice));
        assertTrue(Policy.COURSE.allows("tools/call", AUDIT_LOG, caller("admin", "mcp:tools")));
    }

    @Test
    void deniesAMethodWithoutARule() {
        assertFalse(Policy.COURSE.allows("resources/list", NONE, caller("admin", "mcp:read", "mcp:tools")));
        assertEquals(Optional.empty(), Policy.COURSE.rule("resources/list", NONE));
    }

    @Test
    void allowsSomeMethodsWithoutAnyScope() {
        assertTrue(Policy.COURSE.allows("server/discover", NONE, caller("guest")));
    }

    /** A client that sees a tool can ask for the scope; no scope gives access to a tool for admins. */
    @Test
    void showsATargetUnlessARuleOfItsOwnDoesNotAllowTheCaller() {
        assertTrue(Policy.COURSE.shows("tools/call", "echo", caller("guest")));
        assertTrue(Policy.COURSE.shows("tools/call", "audit_log", caller("admin", "mcp:tools")));
        assertFalse(Policy.COURSE.shows("tools/call", "audit_log", caller("admin", "mcp:read")));
        assertFalse(Policy.COURSE.shows("tools/call", "audit_log", caller("user", "mcp:tools")));
    }

    @Test
    void canBeExtendedAndDoesNotChange() {
        Caller admin = caller("admin", "mcp:read");
        Policy more = Policy.COURSE
                .with("resources/list", new Rule(List.of(Scope.READ), Role.GUEST))
                .with("tools/call", "echo", new Rule(List.of(Scope.READ), Role.ADMIN));
        assertTrue(more.allows("resources/list", NONE, admin));
        assertTrue(more.allows("tools/call", Optional.of("echo"), admin));
        assertFalse(Policy.COURSE.allows("resources/list", NONE, admin));
        assertFalse(Policy.COURSE.allows("tools/call", Optional.of("echo"), admin));
    }
}
