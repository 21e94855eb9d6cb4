package dev.mcpauth.elicitation;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The states with which users have confirmed something: each is valid once. They are remembered until they expire, after which
 * the {@link Seal} rejects them. This memory is not shared between instances. It is bounded: when it is full, nothing can be
 * confirmed.
 */
final class SpentStates {

    static final int CAPACITY = 10_000;

    private final Clock clock;
    private final Map<String, Instant> expiries = new HashMap<>();

    SpentStates(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns false if the state was spent before.
     *
     * @throws CannotAskException if too many states have been spent that have not expired yet
     */
    synchronized boolean spend(String id, Instant expiry) {
        if (expiries.size() >= CAPACITY) {
            expiries.values().removeIf(each -> !clock.instant().isBefore(each));
            if (expiries.size() >= CAPACITY) {
                throw new CannotAskException("Too much has been confirmed; try again later");
            }
        }
        return expiries.putIfAbsent(id, expiry) == null;
    }
}
