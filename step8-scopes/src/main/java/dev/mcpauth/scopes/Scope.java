package dev.mcpauth.scopes;

import java.util.EnumSet;
import java.util.Set;

/** What a user can allow a client to do. */
public enum Scope {
    READ("mcp:read"),
    TOOLS("mcp:tools"),
    PROMPTS("mcp:prompts");

    private final String name;

    Scope(String name) {
        this.name = name;
    }

    /** The known scopes among these words. Tokens may have scopes of other servers, too. */
    static Set<Scope> among(Set<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (Scope scope : values()) {
            if (words.contains(scope.name)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    /** The word in the token. */
    @Override
    public String toString() {
        return name;
    }
}
