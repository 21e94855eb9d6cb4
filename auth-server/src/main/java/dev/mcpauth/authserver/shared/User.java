package dev.mcpauth.authserver.shared;

import dev.mcpauth.issuer.PracticeUser;
import java.util.List;

/**
 * A user who has signed in, or a client that acts for itself.
 *
 * @param subject identifies the user permanently: the claim {@code sub}
 * @param username a name to show, which may pass to another user: the claim {@code preferred_username}
 */
public record User(String subject, String username, List<String> roles) {

    public User {
        roles = List.copyOf(roles);
    }

    /** A user of the course, or a client, whose name identifies it. */
    public static User named(String name) {
        return new User(name, name, PracticeUser.rolesOf(name));
    }
}
