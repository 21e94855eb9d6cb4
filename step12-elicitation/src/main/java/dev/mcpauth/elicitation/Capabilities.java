package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of questions that a client can answer, by the names of its capabilities. */
record Capabilities(Set<String> names) {

    static final Capabilities NONE = new Capabilities(Set.of());

    /** @param declared {@code clientCapabilities} of a modern request, or {@code capabilities} of {@code initialize} */
    static Capabilities of(JsonNode declared) {
        return new Capabilities(Stream.of("elicitation", "sampling", "roots")
                .filter(name -> name.equals("elicitation") ? hasForms(declared.path(name)) : declared.has(name))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** An empty object stands for forms (Elicitation, "Capabilities"). */
    private static boolean hasForms(JsonNode elicitation) {
        return elicitation.isObject() && (elicitation.isEmpty() || elicitation.has("form"));
    }

    boolean has(String name) {
        return names.contains(name);
    }
}
