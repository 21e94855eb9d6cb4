package dev.mcpauth.resources;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpauth.jwt.core.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Limits how often each user may do something, with all clients together. It remembers a bounded number of users. */
public final class RateLimit {

    private static final int MAX_USERS = 10_000;

    private record Window(Instant end, int count) {}

    private final int times;
    private final Duration period;
    private final Clock clock;
    private final Cache<String, Window> windows =
            Caffeine.newBuilder().maximumSize(MAX_USERS).executor(Runnable::run).build();

    /** @param times how often in each period */
    public RateLimit(int times, Duration period, Clock clock) {
        this.times = times;
        this.period = period;
        this.clock = clock;
    }

    boolean admits(Caller caller) {
        Instant now = clock.instant();
        Window window = windows.asMap()
                .compute(
                        caller.subject(),
                        (same, current) -> current == null || !now.isBefore(current.end())
                                ? new Window(now.plus(period), 1)
                                : new Window(current.end(), Math.min(current.count(), times) + 1));
        return window.count() <= times;
    }
}
