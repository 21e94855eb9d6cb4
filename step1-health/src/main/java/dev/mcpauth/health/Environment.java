package dev.mcpauth.health;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;

/**
 * The settings of a server, looked up by the names of their environment variables.
 *
 * <p>It wraps a map: tests pass a map of their own, and only {@link Launcher} reads the environment of the process. A
 * blank variable counts as not set. It remembers which variables were read, so that the start can show them.
 */
public final class Environment {

    private static final String PREFIX = "MCP_";
    private static final int MAX_TYPOS = 3;

    private final Map<String, String> variables;
    private final Set<String> read = new ConcurrentSkipListSet<>();
    private final Set<String> secret = new ConcurrentSkipListSet<>();

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The value of a variable, without surrounding white space. */
    public Optional<String> text(String name) {
        read.add(name);
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The value of a variable that must never be shown. */
    public Optional<String> secret(String name) {
        secret.add(name);
        return text(name);
    }

    /**
     * The value of a variable that holds a port.
     *
     * @throws InvalidSettingException if the value is not a whole number from 0 to 65535
     */
    public int port(String name, int fallback) {
        String value = text(name).orElse(String.valueOf(fallback));
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
            throw new InvalidSettingException(name, value, "a whole number from 0 to 65535");
        }
        return Integer.parseInt(value);
    }

    /** The parts of a comma-separated variable, without surrounding white space; empty if it is not set. */
    public List<String> list(String name) {
        return text(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** The variables that were read and are set, with their values; {@code …} stands for a secret. */
    SortedMap<String, String> inUse() {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String name : read) {
            text(name)
                    .map(value -> secret.contains(name) ? "…" : WebUrl.hideSecrets(value))
                    .ifPresent(value -> settings.put(name, value));
        }
        return settings;
    }

    /** A warning for each {@code MCP_…} variable that was not read: probably a spelling mistake. */
    List<String> unknown() {
        return variables.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !read.contains(name))
                .sorted()
                .map(name -> name + " is not a setting of this server" + nearest(name))
                .toList();
    }

    private String nearest(String name) {
        return IntStream.rangeClosed(1, MAX_TYPOS)
                .boxed()
                .flatMap(typos -> read.stream().filter(candidate -> isNear(name, candidate, typos)))
                .findFirst()
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /** Whether inserting, deleting or replacing at most so many characters turns one text into the other. */
    private static boolean isNear(String a, String b, int typos) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length() <= typos;
        }
        String restOfA = a.substring(1);
        String restOfB = b.substring(1);
        if (a.charAt(0) == b.charAt(0)) {
            return isNear(restOfA, restOfB, typos);
        }
        return typos > 0
                && (isNear(restOfA, restOfB, typos - 1)
                        || isNear(restOfA, b, typos - 1)
                        || isNear(a, restOfB, typos - 1));
    }
}
