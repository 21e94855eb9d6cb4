package dev.mcpauth.client.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a rejection tells the client: the parameters of its first {@code Bearer} challenge (RFC 9110 section 11.6.1, RFC 6750
 * section 3, RFC 9728 section 5.1).
 */
record Challenge(Map<String, String> parameters) {

    static final Challenge NONE = new Challenge(Map.of());

    /** RFC 6749 section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]+");

    /** @param headers the values of {@code WWW-Authenticate}; each may hold several challenges */
    static Challenge of(List<String> headers) {
        return headers.stream()
                .flatMap(header -> new Parser(header).challenges().stream())
                .filter(challenge -> challenge.getKey().equals("bearer"))
                .findFirst()
                .map(challenge -> new Challenge(challenge.getValue()))
                .orElse(NONE);
    }

    Optional<String> error() {
        return Optional.ofNullable(parameters.get("error"));
    }

    Optional<String> description() {
        return Optional.ofNullable(parameters.get("error_description"));
    }

    Optional<String> resourceMetadata() {
        return Optional.ofNullable(parameters.get("resource_metadata"));
    }

    /** The scopes to ask for, in order; empty if the challenge names none. Text that cannot be a scope is omitted. */
    Set<String> scopes() {
        Set<String> scopes = split(parameters.getOrDefault("scope", ""));
        scopes.removeIf(scope -> !SCOPE.matcher(scope).matches());
        return scopes;
    }

    static Set<String> split(String scopes) {
        Set<String> split = new LinkedHashSet<>(Arrays.asList(scopes.strip().split(" +")));
        split.remove("");
        return split;
    }

    boolean isInsufficientScope() {
        return error().filter("insufficient_scope"::equals).isPresent();
    }

    /** Reads also what servers send instead of the grammar: values with spaces or colons and without quotes. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Map.Entry<String, Map<String, String>>> challenges() {
            List<Map.Entry<String, Map<String, String>>> challenges = new ArrayList<>();
            Map<String, String> parameters = new LinkedHashMap<>();
            while (at < text.length()) {
                skip(" \t,");
                String word = until(" \t,=");
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                } else if (!word.isEmpty()) { // a scheme starts the next challenge
                    parameters = new LinkedHashMap<>();
                    challenges.add(Map.entry(word.toLowerCase(Locale.ROOT), parameters));
                }
            }
            return challenges;
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String until(String end) {
            int start = at;
            while (at < text.length() && end.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return until(",").strip();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }
    }
}
