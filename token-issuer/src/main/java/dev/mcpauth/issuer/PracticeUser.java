package dev.mcpauth.issuer;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The users of the course. */
public enum PracticeUser {
    ALICE(List.of("user"), List.of("mcp:read", "mcp:tools")),
    BOB(List.of("user"), List.of("mcp:read", "mcp:prompts")),
    ADMIN(List.of("user", "admin"), List.of("mcp:read", "mcp:tools", "mcp:prompts")),
    GUEST(List.of("guest"), List.of());

    private final List<String> roles;
    private final List<String> scopes;

    PracticeUser(List<String> roles, List<String> scopes) {
        this.roles = roles;
        this.scopes = scopes;
    }

    public String username() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The roles of the user with this name. Any other name has the role {@code user}. */
    public static List<String> rolesOf(String username) {
        for (PracticeUser user : values()) {
            if (user.username().equals(username)) {
                return user.roles;
            }
        }
        return List.of("user");
    }

    /** The token request for this user in the examples. */
    public TokenRequest request(Duration lifetime) {
        return new TokenRequest(username(), scopes, roles, TokenRequest.TEST_CLIENT, lifetime);
    }
}
