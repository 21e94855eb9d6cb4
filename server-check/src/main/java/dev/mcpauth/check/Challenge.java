package dev.mcpauth.check;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Bearer challenge of a response (RFC 9110, section 11.6.1; RFC 6750, section 3).
 *
 * @param parameters with names in lower case
 */
record Challenge(Map<String, String> parameters) {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /** A parameter, or else the scheme of the next challenge. */
    private static final Pattern PART =
            Pattern.compile("(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(" + TOKEN + "))|(" + TOKEN + ")");

    /** The first Bearer challenge in the values of {@code WWW-Authenticate}. */
    static Optional<Challenge> bearer(List<String> values) {
        Map<String, String> parameters = null;
        Matcher parts = PART.matcher(String.join(", ", values));
        for (MatchResult part : parts.results().toList()) {
            if (part.group(4) != null) {
                if (parameters != null) {
                    break; // the next challenge
                }
                if (part.group(4).equalsIgnoreCase("Bearer")) {
                    parameters = new HashMap<>();
                }
            } else if (parameters != null) {
                String value = part.group(2) != null ? part.group(2).replaceAll("\\\\(.)", "$1") : part.group(3);
                parameters.putIfAbsent(part.group(1).toLowerCase(Locale.ROOT), value);
            }
        }
        return Optional.ofNullable(parameters).map(Challenge::new);
    }

    /** An empty string if the parameter is missing. */
    String get(String name) {
        return parameters.getOrDefault(name, "");
    }
}
