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

    /** The memory of an entry without its texts, in bytes: objects, references, map nodes. */
    private static final int OVERHEAD = 600;

    /**
     * The limits of a store.
     *
     * @param entries the number of entries
     * @param bytes the estimated memory of all entries
     * @param entriesPerOwner the number of entries of one client address; its share of the memory is the same
     */
    public record Limits(int entries, long bytes, int entriesPerOwner) {

        long bytesPerOwner() {
            return entriesPerOwner >= entries ? bytes : bytes * entriesPerOwner / entries;
        }
    }

    private record Entry<V>(V value, Instant until, long bytes, String owner) {}

    /** The size of all entries, or of the entries of one owner. */
    private record Sum(int entries, long bytes) {

        static final Sum ZERO = new Sum(0, 0);

        Sum plus(int number, long size) {
            return new Sum(entries + number, bytes + size);
        }

        /** @param entry can be {@code null} */
        Sum without(Entry<?> entry) {
            return entry == null ? this : plus(-1, -entry.bytes());
        }
    }

    private final String content;
    private final Clock clock;
    private final Duration lifetime;
    private final Limits limits;
    private final Map<String, Entry<V>> entries = new LinkedHashMap<>(); // the oldest first
    private final Map<String, Sum> sumByOwner = new HashMap<>();
    private Sum sum = Sum.ZERO;

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
        long size = OVERHEAD + 2 * (characters + key.length());
        Entry<V> old = entries.get(key);
        Sum all = sum.without(old).plus(1, size);
        if (all.entries() > limits.entries() || all.bytes() > limits.bytes()) {
            throw UnavailableException.serverIsFull("The server holds too many " + content, RETRY_AFTER);
        }
        Entry<V> oldOfOwner = old != null && old.owner().equals(owner) ? old : null;
        Sum ofOwner =
                sumByOwner.getOrDefault(owner, Sum.ZERO).without(oldOfOwner).plus(1, size);
        if (ofOwner.entries() > limits.entriesPerOwner() || ofOwner.bytes() > limits.bytesPerOwner()) {
            throw UnavailableException.tooManyFromOneAddress("Too many " + content + " from this address", RETRY_AFTER);
        }
        remove(key);
        entries.put(key, new Entry<>(value, clock.instant().plus(lifetime), size, owner));
        sum = all;
        sumByOwner.put(owner, ofOwner);
    }

    public synchronized Optional<V> find(String key) {
        Instant now = clock.instant();
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> now.isBefore(entry.until()))
                .map(Entry::value);
    }

    /** @return the removed value; empty if there was none, so only one of many simultaneous calls gets it */
    public synchronized Optional<V> remove(String key) {
        Optional<V> value = find(key);
        Entry<V> removed = entries.remove(key);
        if (removed != null) {
            subtract(removed);
        }
        return value;
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
            subtract(entry);
        }
    }

    private void subtract(Entry<V> entry) {
        sum = sum.without(entry);
        sumByOwner.computeIfPresent(entry.owner(), (owner, all) -> all.entries() == 1 ? null : all.without(entry));
    }
}
