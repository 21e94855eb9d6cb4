package dev.mcpauth.health;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;

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
     * The value of a variable that holds a whole number.
     *
     * @throws InvalidSettingException if the value is not a whole number from {@code min} to {@code max}
     */
    public int integer(String name, int fallback, int min, int max) {
        return text(name).map(value -> parse(name, value, min, max)).orElse(fallback);
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
        return read.stream()
                .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)))
                .filter(candidate -> distance(name, candidate) <= MAX_TYPOS)
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /** The number of characters to insert, delete or replace to turn one text into the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }

    private static int parse(String name, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The same error as for a number out of range.
        }
        throw new InvalidSettingException(name, value, "a whole number from " + min + " to " + max);
    }
}
