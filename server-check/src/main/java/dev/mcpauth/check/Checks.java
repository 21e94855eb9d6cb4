package dev.mcpauth.check;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All checks, in the order in which they run. */
final class Checks {

    static final List<Check> ALL = Stream.of(
                    TransportChecks.ALL,
                    VersionChecks.ALL,
                    ListChecks.ALL,
                    BearerChecks.ALL,
                    MintChecks.ALL,
                    MetadataChecks.ALL,
                    ScopeChecks.ALL,
                    BearerChecks.LAST)
            .flatMap(List::stream)
            .toList();

    private Checks() {}

    /** In the order of the steps of the course. */
    static List<Check> byStep() {
        return ALL.stream().sorted(Comparator.comparingInt(Check::step)).toList();
    }

    /** What a step of the course is about. */
    static String title(int step) {
        return switch (step) {
            case 2 -> "HTTP, JSON-RPC and versions";
            case 3 -> "lists of tools and prompts";
            case 4 -> "calls";
            case 5 -> "public keys";
            case 6 -> "access tokens";
            case 7 -> "OAuth metadata";
            default -> "scopes";
        };
    }
}
