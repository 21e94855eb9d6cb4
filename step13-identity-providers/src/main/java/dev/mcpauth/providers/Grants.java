package dev.mcpauth.providers;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.TokenVerification;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Adds scopes and roles of this server to those of the provider, which may know nothing of MCP. The operator lists them:
 * nothing is granted by default.
 *
 * @param scopes the scopes that each scope of the provider adds; {@link #EVERYONE} is for every token
 * @param roles the roles of a subject. A subject is permanent; a user name can change hands.
 */
record Grants(Map<String, List<String>> scopes, Map<String, List<String>> roles) {

    static final String EVERYONE = "*";

    /** @throws InvalidSettingException if {@code MCP_SCOPE_MAP} or {@code MCP_ROLE_MAP} is malformed */
    static Grants from(Environment environment) {
        return new Grants(map(environment, "MCP_SCOPE_MAP"), map(environment, "MCP_ROLE_MAP"));
    }

    private static Map<String, List<String>> map(Environment environment, String name) {
        Map<String, List<String>> map = new HashMap<>();
        for (String entry : environment.list(name)) {
            int equals = entry.lastIndexOf('=');
            List<String> words = Stream.of(entry.substring(equals + 1).split(" "))
                    .filter(word -> !word.isEmpty())
                    .toList();
            if (equals < 1
                    || words.isEmpty()
                    || map.put(entry.substring(0, equals).strip(), words) != null) {
                throw new InvalidSettingException(
                        name, entry, "a list such as \"name=word word, other=word\", with each name once");
            }
        }
        return map;
    }

    /** The same verification; its callers also have what is granted to them. */
    TokenVerification addTo(TokenVerification verification) {
        if (scopes.isEmpty() && roles.isEmpty()) {
            return verification;
        }
        return token -> {
            Caller caller = verification.verify(token);
            return new Caller(
                    caller.subject(),
                    caller.username(),
                    caller.clientId(),
                    plus(caller.scopes(), scopes, caller.scopes()),
                    plus(caller.roles(), roles, Set.of(caller.subject())),
                    caller.expiresAt());
        };
    }

    private static Set<String> plus(Set<String> words, Map<String, List<String>> granted, Set<String> names) {
        Set<String> more = new LinkedHashSet<>(words);
        Stream.concat(names.stream(), Stream.of(EVERYONE))
                .forEach(name -> more.addAll(granted.getOrDefault(name, List.of())));
        return Set.copyOf(more);
    }
}
