package dev.mcpauth.scopes;

import dev.mcpauth.scopes.AuditLog.Entry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The latest entries of the {@link AuditLog}, bounded in number. The most frequent kind of entry makes room for new ones: a user
 * who repeats a call a thousand times displaces the entries of this call, and no others.
 */
final class LatestEntries {

    /** What two entries have in common that say the same of one user. */
    private record Kind(
            String subject,
            String method,
            Optional<String> tool,
            Optional<String> target,
            String decision,
            Set<String> details) {

        static Kind of(Entry entry) {
            return new Kind(
                    entry.subject(),
                    entry.method(),
                    entry.tool(),
                    entry.target(),
                    entry.decision(),
                    Set.copyOf(entry.details().keySet()));
        }
    }

    private record Numbered(long number, Entry entry) {}

    /** The kind with the most entries is the greatest; of two with as many, the one with the older entry. */
    private static final Comparator<Deque<Numbered>> FREQUENCY = Comparator.<Deque<Numbered>>comparingInt(Deque::size)
            .thenComparing(kind -> kind.getLast().number(), Comparator.reverseOrder());

    private final int capacity;
    private final Map<Kind, Deque<Numbered>> byKind = new HashMap<>();
    private long added;
    private int size;

    LatestEntries(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(Entry entry) {
        byKind.computeIfAbsent(Kind.of(entry), kind -> new ArrayDeque<>()).addFirst(new Numbered(added++, entry));
        size++;
        if (size > capacity) {
            Deque<Numbered> mostFrequent = Collections.max(byKind.values(), FREQUENCY);
            Entry oldest = mostFrequent.removeLast().entry();
            size--;
            if (mostFrequent.isEmpty()) {
                byKind.remove(Kind.of(oldest));
            }
        }
    }

    /** The newest first. */
    synchronized List<Entry> latest(int limit) {
        return byKind.values().stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparingLong(Numbered::number).reversed())
                .limit(limit)
                .map(Numbered::entry)
                .toList();
    }
}
