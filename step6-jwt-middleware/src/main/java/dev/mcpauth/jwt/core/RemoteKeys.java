package dev.mcpauth.jwt.core;

import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes. A token with an unknown {@code kid} causes a fetch, but at most one every
 * {@link #PAUSE}, so attackers cannot use this server to flood the key server. If the key server fails, the cached keys
 * remain in use. Fetches run in the background; requests with a cached key do not wait for them.
 */
public final class RemoteKeys implements VerificationKeys {

    /** The shortest time between two fetches. */
    public static final Duration PAUSE = Duration.ofSeconds(10);

    /** Keys of this age are not used without a new fetch, so a withdrawn key stops working. */
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** Keys of this age are fetched again in the background. */
    private static final Duration REFRESH_AGE = MAX_AGE.dividedBy(2);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final int MAX_WAITING = 100;
    private static final int MAX_REASON = 200;
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    /** @param kid empty if the key set does not name the key */
    record Key(Optional<String> kid, PublicKey publicKey) {}

    /**
     * @param fetched when the keys were fetched
     * @param tried when the last fetch ended, successful or not
     */
    private record State(List<Key> keys, Instant fetched, Instant tried, boolean failed) {
        Optional<PublicKey> find(Optional<String> kid) {
            List<Key> candidates = keys.stream()
                    .filter(key -> kid.isEmpty() || kid.equals(key.kid()))
                    .toList();
            return candidates.size() == 1 ? Optional.of(candidates.get(0).publicKey()) : Optional.empty();
        }
    }

    private final String name;
    private final Callable<List<Key>> fetch;
    private final Clock clock;
    private final AtomicReference<CompletableFuture<Void>> running = new AtomicReference<>();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private volatile State state = new State(List.of(), Instant.MIN, Instant.MIN, false);

    /** @param name where the keys come from, for the log */
    RemoteKeys(String name, Callable<List<Key>> fetch, Clock clock) {
        this.name = name;
        this.fetch = fetch;
        this.clock = clock;
    }

    /** The key set at this URL. Nothing is fetched yet, so this server can start before the key server. */
    public static RemoteKeys at(URI url, String algorithm, Clock clock) {
        JwksClient client = new JwksClient(algorithm);
        return new RemoteKeys(LimitedHttpClient.withoutQuery(url), () -> client.fetch(url), clock);
    }

    /** The key set that the metadata of this issuer names (RFC 8414, else OpenID Connect Discovery). */
    public static RemoteKeys of(String issuer, String algorithm, Clock clock) {
        JwksClient client = new JwksClient(algorithm);
        return new RemoteKeys("the issuer " + issuer, () -> client.fetch(client.discover(issuer)), clock);
    }

    /**
     * A failed fetch is logged: "Cannot fetch the keys of NAME (REASON); still using 2 cached keys", or "…; there are no cached
     * keys". The reason is a single line, and shortened.
     *
     * @throws KeysUnavailableException "the keys of NAME are not available"
     */
    @Override
    public Optional<PublicKey> find(Optional<String> kid) throws KeysUnavailableException {
        State before = state;
        Optional<PublicKey> cached = before.find(kid);
        if (cached.isEmpty() || isOlder(before.fetched(), REFRESH_AGE)) {
            startFetch();
        }
        boolean usable = !isOlder(before.fetched(), MAX_AGE) || before.failed();
        if (cached.isPresent() && usable) {
            return cached;
        }
        boolean waited = awaitFetch();
        Optional<PublicKey> key = state.find(kid);
        boolean tooOld = !waited && !usable;
        if (tooOld || key.isEmpty() && (!waited || state.failed())) {
            throw new KeysUnavailableException("the keys of " + name + " are not available");
        }
        return key;
    }

    /** Starts a fetch, unless one is running or the last one is too recent. */
    private void startFetch() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        if (!isOlder(state.tried(), PAUSE) || !running.compareAndSet(null, mine)) {
            return;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        if (isOlder(state.tried(), PAUSE)) { // else another fetch has just ended
                            state = fetched();
                        }
                    } finally {
                        running.set(null);
                        mine.complete(null);
                    }
                },
                "key fetch");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (Error noThread) {
            running.set(null);
            mine.complete(null);
            throw noThread;
        }
    }

    private State fetched() {
        try {
            List<Key> keys = fetch.call();
            return new State(keys, clock.instant(), clock.instant(), false);
        } catch (Exception | Error e) { // after any failure, the next fetch waits
            int cached = state.keys().size();
            String consequence = cached == 0 ? "there are no cached keys" : "still using " + cached + " cached keys";
            LOG.warn("Cannot fetch the keys of {} ({}); {}", name, brief(e.getMessage()), consequence);
            return new State(state.keys(), state.fetched(), clock.instant(), true);
        }
    }

    /** The reason may quote what the key server sent. */
    private static String brief(String reason) {
        String line = String.valueOf(reason).replaceAll("\\p{C}", " ");
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
    }

    /** Waits for a running fetch. Returns false if it does not end in time, or too many requests wait already. */
    private boolean awaitFetch() {
        CompletableFuture<Void> current = running.get();
        if (current == null) {
            return true;
        }
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            current.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } finally {
            waiting.release();
        }
    }

    private boolean isOlder(Instant time, Duration age) {
        Duration actual = Duration.between(time, clock.instant());
        return actual.isNegative() || actual.compareTo(age) >= 0; // negative: the clock was set back
    }
}
