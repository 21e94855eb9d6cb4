package dev.mcpauth.authserver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where things are kept: in memory, for a limited time, and never too many of them. */
final class Store {

    private static final int MAX_ENTRIES = 10_000;

    private Store() {}

    static <K, V> Cache<K, V> of(Clock clock, Duration lifetime) {
        return of(clock, lifetime, MAX_ENTRIES);
    }

    /** @param lifetime of an entry, since it was written */
    static <K, V> Cache<K, V> of(Clock clock, Duration lifetime, int maxEntries) {
        return Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .expireAfterWrite(lifetime)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }
}
