package dev.mcpauth.authserver.shared;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Entries in memory that expire after a fixed time. When the store is full, it refuses new entries: no client can push out
 * the entries of another.
 */
public final class BoundedStore<V> {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    /** What an entry costs apart from its texts, in bytes: objects, references, map nodes. */
    private static final int OVERHEAD = 600;

    /**
     * How much fits.
     *
     * @param entries the number of entries
     * @param bytes the estimated memory of all entries
     * @param entriesPerOwner the number of entries of one client address
     */
    public record Limits(int entries, long bytes, int entriesPerOwner) {}

    private record Entry<V>(V value, Instant until, long bytes, String owner) {}

    private final String content;
    private final Clock clock;
    private final Duration lifetime;
    private final Limits limits;
    private final Map<String, Entry<V>> entries = new LinkedHashMap<>(); // the oldest first
    private final Map<String, Integer> entriesByOwner = new HashMap<>();
    private long bytes;

    /** @param content what the entries are, as a plural noun for error descriptions */
    public BoundedStore(String content, Clock clock, Duration lifetime, Limits limits) {
        this.content = content;
        this.clock = clock;
        this.lifetime = lifetime;
        this.limits = limits;
    }

    /**
     * Adds an entry, or replaces the entry of this key; its lifetime starts now.
     *
     * @param characters the length of all texts in the value
     * @param owner the address of the client that causes the entry
     * @throws UnavailableException if the entry does not fit; the store is unchanged then
     */
    public synchronized void put(String key, V value, long characters, String owner) throws UnavailableException {
        removeExpired();
        Entry<V> old = entries.get(key);
        long size = OVERHEAD + 2 * (characters + key.length());
        boolean full = old == null && entries.size() >= limits.entries()
                || bytes - (old == null ? 0 : old.bytes()) + size > limits.bytes();
        if (full) {
            throw UnavailableException.serverIsFull("The server holds too many " + content, RETRY_AFTER);
        }
        boolean same = old != null && old.owner().equals(owner);
        if (!same && entriesByOwner.getOrDefault(owner, 0) >= limits.entriesPerOwner()) {
            throw UnavailableException.tooManyFromOneAddress("Too many " + content + " from this address", RETRY_AFTER);
        }
        remove(key);
        entries.put(key, new Entry<>(value, clock.instant().plus(lifetime), size, owner));
        entriesByOwner.merge(owner, 1, Integer::sum);
        bytes += size;
    }

    public synchronized Optional<V> find(String key) {
        removeExpired();
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** @return the removed value; empty if there was none, so that of many simultaneous calls only one gets it */
    public synchronized Optional<V> remove(String key) {
        removeExpired();
        Entry<V> removed = entries.remove(key);
        if (removed != null) {
            forget(removed);
        }
        return Optional.ofNullable(removed).map(Entry::value);
    }

    private void removeExpired() {
        Instant now = clock.instant();
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry<V> entry = oldest.next();
            if (now.isBefore(entry.until())) {
                return;
            }
            oldest.remove();
            forget(entry);
        }
    }

    private void forget(Entry<V> entry) {
        bytes -= entry.bytes();
        entriesByOwner.computeIfPresent(entry.owner(), (owner, count) -> count == 1 ? null : count - 1);
    }
}
