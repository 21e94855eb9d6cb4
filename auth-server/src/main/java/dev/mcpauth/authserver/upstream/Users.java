package dev.mcpauth.authserver.upstream;

import dev.mcpauth.authserver.shared.User;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The users of the provider who may sign in here, and their roles. All others may not: a provider such as Google has users whom
 * nobody here knows.
 *
 * @param roles by subject, because a user name can change hands; {@link #EVERYONE} stands for every user
 */
record Users(Map<String, List<String>> roles) {

    private static final String NAME = "MCP_UPSTREAM_ROLES";
    private static final String EVERYONE = "*";

    /** @throws InvalidSettingException if {@code MCP_UPSTREAM_ROLES} is missing or malformed */
    static Users from(Environment environment) {
        Map<String, List<String>> roles = new HashMap<>();
        for (String entry : environment.list(NAME)) {
            int equals = entry.lastIndexOf('=');
            List<String> words = Stream.of(entry.substring(equals + 1).split(" "))
                    .filter(word -> !word.isEmpty())
                    .toList();
            if (equals < 1
                    || words.isEmpty()
                    || roles.put(entry.substring(0, equals).strip(), words) != null) {
                throw new InvalidSettingException(
                        NAME, entry, "a list such as \"SUBJECT=admin user, *=user\", with each subject once");
            }
        }
        if (roles.isEmpty()) {
            throw new InvalidSettingException(
                    NAME,
                    "set, because MCP_UPSTREAM is: it lists the users who may sign in, such as \"SUBJECT=admin user\"");
        }
        return new Users(Map.copyOf(roles));
    }

    /** The user, if it may sign in. */
    Optional<User> find(Identity identity) {
        Set<String> all = new LinkedHashSet<>();
        Stream.of(identity.subject(), EVERYONE).forEach(name -> all.addAll(roles.getOrDefault(name, List.of())));
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new User(identity.subject(), identity.username(), List.copyOf(all)));
    }
}
