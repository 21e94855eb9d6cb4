package dev.mcpauth.scopes;

import java.util.Locale;
import java.util.Set;

/** What a user may do at all, whatever client they use. Each role includes those before it. */
public enum Role {
    GUEST,
    USER,
    ADMIN;

    /** The highest role among these words; a guest, if none of them is known. */
    static Role among(Set<String> words) {
        Role highest = GUEST;
        for (Role role : values()) {
            if (words.contains(role.name().toLowerCase(Locale.ROOT))) {
                highest = role;
            }
        }
        return highest;
    }

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
