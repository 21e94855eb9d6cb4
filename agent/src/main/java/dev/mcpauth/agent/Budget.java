package dev.mcpauth.agent;

import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** The time that model and server may take for a question. The time in which the user thinks about a call does not count. */
final class Budget {

    private final Duration limit;
    private final Clock clock;
    private Duration spent = Duration.ZERO;

    Budget(Duration limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** @throws Failure if the time is used up */
    void requireTime() {
        if (spent.compareTo(limit) >= 0) {
            throw new Failure(ExitCode.ERROR, "The model has not answered within " + limit.toSeconds() + " s.");
        }
    }

    /**
     * Does some work, unless the time is used up. The work itself has its own time limit.
     *
     * @throws Failure if the time is used up
     */
    <T> T spend(Supplier<T> work) {
        requireTime();
        Instant start = clock.instant();
        try {
            return work.get();
        } finally {
            spent = spent.plus(Duration.between(start, clock.instant()));
        }
    }
}
