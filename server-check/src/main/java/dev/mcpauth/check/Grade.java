package dev.mcpauth.check;

import java.util.List;

/** The grade of a server: the worst severity of a failed check decides. Checks that did not run do not count. */
enum Grade {
    A("no check failed"),
    B("only checks of low severity failed"),
    C("a check of medium severity failed"),
    D("a check of high severity failed"),
    F("a check of critical severity failed");

    private final String meaning;

    Grade(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    static Grade of(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.status() == Status.FAIL)
                .map(outcome -> switch (outcome.check().severity()) {
                    case LOW -> B;
                    case MEDIUM -> C;
                    case HIGH -> D;
                    case CRITICAL -> F;
                })
                .max(Grade::compareTo)
                .orElse(A);
    }

    /** The exit code of the program. */
    int exitCode() {
        return switch (this) {
            case A -> 0;
            case B, C -> 1;
            case D, F -> 2;
        };
    }
}
