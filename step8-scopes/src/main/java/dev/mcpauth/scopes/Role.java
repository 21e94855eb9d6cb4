package dev.mcpauth.scopes;

import java.util.Locale;
import java.util.Set;

/** What a user may do with any client. Each role includes those before it. */
public enum Role {
    GUEST,
    USER,
    ADMIN;

    /** The highest known role among these words; users without a known role are guests. */
    public static Role among(Set<String> words) {
        Role highest = GUEST;
        for (Role role : values()) {
            if (words.contains(role.name().toLowerCase(Locale.ROOT))) {
                highest = role;
            }
        }
        return highest;
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
