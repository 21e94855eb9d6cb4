package dev.mcpauth.jwt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A {@code WWW-Authenticate} header: what a client must do to get in (RFC 6750 section 3, RFC 9110 section 11.6.1).
 * A value; {@link #with} returns another one.
 */
public final class Challenge {

    private final Map<String, String> parameters;

    private Challenge(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** Bring a bearer token. */
    public static Challenge bearer() {
        return new Challenge(Map.of("realm", "mcp"));
    }

    /** The same challenge with one parameter more. */
    public Challenge with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new Challenge(more);
    }

    /** The value of the header; a quote or a backslash in a parameter is escaped (RFC 9110 section 5.6.4). */
    @Override
    public String toString() {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=\"" + parameter.getValue().replaceAll("([\"\\\\])", "\\\\$1") + "\"")
                .collect(Collectors.joining(", ", "Bearer ", ""));
    }
}
