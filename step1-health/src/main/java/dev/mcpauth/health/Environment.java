package dev.mcpauth.health;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a server, looked up by the names of their environment variables.
 *
 * <p>It wraps a map: tests pass one of their own, and only {@link Launcher} reads the environment of the process. A
 * variable that is blank counts as not set.
 */
public final class Environment {

    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The value of a variable, without the white space around it. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * The value of a variable that holds a whole number.
     *
     * @throws InvalidSettingException if the value is not a whole number from {@code min} to {@code max}
     */
    public int integer(String name, int fallback, int min, int max) {
        return text(name).map(value -> parse(name, value, min, max)).orElse(fallback);
    }

    /** The parts of a comma-separated variable, without the white space around them; empty if it is not set. */
    public List<String> list(String name) {
        return text(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static int parse(String name, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as for a number out of range.
        }
        throw new InvalidSettingException(name, value, "a whole number from " + min + " to " + max);
    }
}
