package dev.mcpauth.streams;

import dev.mcpauth.jsonrpc.LimitedLog;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open long-lived streams. Their number is bounded, and each stream ends when the token that opened it expires. */
final class Listeners {

    private static final Logger BUGS = LoggerFactory.getLogger(Listeners.class);
    private static final LimitedLog LOG = new LimitedLog(BUGS);

    /**
     * @param perUser how many streams a user may have; one more ends the oldest, whose client may be gone
     * @param inAll how many streams the server may have open
     * @param beat the time between two heartbeats, which show whether the client is still there
     */
    record Limits(int perUser, int inAll, Duration beat) {
        static final Limits DEFAULT = new Limits(8, 1000, Duration.ofSeconds(5));
    }

    private final Clock clock;
    private final Limits limits;
    private final Set<Listener> open = new LinkedHashSet<>(); // the oldest first
    private final Set<Change> soon = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "listeners");
        thread.setDaemon(true);
        return thread;
    });
    private boolean stopping;

    Listeners(Clock clock, Limits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    void start() {
        long pause = limits.beat().toMillis();
        timer.scheduleWithFixedDelay(() -> toEach(Listener::beat), pause, pause, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::tellChangesOfThisSecond, 1, 1, TimeUnit.SECONDS);
    }

    /** Returns false if the server has as many streams as it may have, or stops. */
    boolean add(Listener listener) {
        List<Listener> tooMany;
        synchronized (this) {
            if (stopping) {
                return false;
            }
            List<Listener> same = open.stream()
                    .filter(each -> !each.isEnding() && each.isSameUserAs(listener))
                    .toList();
            // Legacy messages must not be sent on two streams of a client (MCP 2025-11-25, "Multiple Connections").
            tooMany = Stream.concat(
                            same.stream().filter(listener::replaces),
                            same.stream().limit(Math.max(0, same.size() - limits.perUser() + 1)))
                    .distinct()
                    .toList();
            if (open.size() >= limits.inAll() && tooMany.isEmpty()) { // replacing a stream is always possible
                LOG.warn("full", "Rejected a stream, because {} streams are already open", open.size());
                return false;
            }
            open.add(listener);
        }
        tooMany.forEach(Listener::end); // not under the lock, because a stream that ends calls remove
        return true;
    }

    synchronized void remove(Listener listener) {
        open.remove(listener);
    }

    private synchronized List<Listener> all() {
        return List.copyOf(open);
    }

    void tell(Change change) {
        toEach(listener -> listener.tell(change));
    }

    /** Announces a change within a second, and equal changes at most once a second. */
    void tellSoon(Change change) {
        soon.add(change);
    }

    private void tellChangesOfThisSecond() {
        for (Change change : soon) {
            soon.remove(change); // first, so that a change from now on is told, too
            tell(change);
        }
    }

    private void toEach(Consumer<Listener> action) {
        for (Listener listener : all()) {
            try {
                if (!listener.isEnding() && expired(listener)) {
                    listener.end();
                } else {
                    action.accept(listener);
                }
            } catch (RuntimeException bug) { // an exception would end the timer, and leave the other streams out
                BUGS.error("A stream failed, and is closed", bug);
                listener.close();
            }
        }
    }

    private boolean expired(Listener listener) {
        return !clock.instant().isBefore(listener.caller().expiresAt());
    }

    /** Ends all streams. Streams whose clients do not read are closed a second later, so that they do not delay the stop. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        all().forEach(Listener::end);
        timer.schedule(() -> all().forEach(Listener::close), 1, TimeUnit.SECONDS);
    }

    void stopped() {
        timer.shutdownNow();
    }
}
