package dev.mcpauth.jwt.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A {@code WWW-Authenticate} header, which tells a client how to get access (RFC 6750 section 3, RFC 9110 section 11.6.1). */
public final class Challenge {

    private final Map<String, String> parameters;

    private Challenge(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** A challenge that asks for a bearer token. */
    public static Challenge bearer(String realm) {
        return new Challenge(Map.of("realm", realm));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The same challenge with one more parameter. */
    public Challenge with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new Challenge(more);
    }

    /** The value of the header. Quotes and backslashes in a parameter are escaped (RFC 9110 section 5.6.4). */
    @Override
    public String toString() {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=\"" + parameter.getValue().replaceAll("([\"\\\\])", "\\\\$1") + "\"")
                .collect(Collectors.joining(", ", "Bearer ", ""));
    }
}
