package dev.mcpauth.jwt;

import com.auth0.jwk.InvalidPublicKeyException;
import com.auth0.jwk.Jwk;
import com.auth0.jwk.JwkProvider;
import com.auth0.jwk.SigningKeyNotFoundException;
import dev.mcpauth.jwks.JsonWebKey;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes at a URL. They are fetched when they have got old, or when a token names a key that is
 * not among them; but never twice within {@link #PAUSE}, however many tokens with invented keys come in. If the key server
 * does not answer, the keys of the last time go on working.
 */
public final class RemoteKeys implements JwkProvider {

    /** The shortest time between two fetches. */
    public static final Duration PAUSE = Duration.ofSeconds(10);

    /** After this time the keys are fetched again, so that withdrawn ones stop working. */
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    /** What is known, and since when; {@code failure} is set if the last try to learn more did not succeed. */
    private record State(List<Jwk> keys, Instant fetched, Instant tried, Exception failure) {}

    private final Callable<List<Jwk>> fetch;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile State state = new State(List.of(), Instant.MIN, Instant.MIN, null);

    RemoteKeys(Callable<List<Jwk>> fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** Fetches nothing yet, so that the server can start before the key server does. */
    public static RemoteKeys at(URI url, Clock clock) {
        return new RemoteKeys(new JwksClient(url), clock);
    }

    /**
     * @throws SigningKeyNotFoundException if there is no such key
     * @throws KeysUnavailableException if nobody knows, because the key server does not answer
     */
    @Override
    public Jwk get(String kid) throws SigningKeyNotFoundException, KeysUnavailableException {
        Jwk key = find(kid);
        if (key == null) {
            fetchOrWait();
            key = find(kid);
        } else if (isOlder(state.fetched(), MAX_AGE) && fetching.tryLock()) {
            fetchAndUnlock(); // whoever comes meanwhile goes on with the keys that there are
            key = find(kid);
        }
        if (key != null) {
            return key;
        }
        if (state.failure() != null) {
            throw new KeysUnavailableException(state.failure());
        }
        throw new SigningKeyNotFoundException("the issuer has no such key", null);
    }

    private Jwk find(String kid) {
        List<Jwk> candidates = state.keys().stream()
                .filter(key -> kid == null || kid.equals(key.getId()))
                .toList();
        return candidates.size() == 1 ? candidates.get(0) : null;
    }

    /** Who needs a key that is not there waits for the one who fetches, and then looks again. */
    private void fetchOrWait() throws KeysUnavailableException {
        try {
            if (!fetching.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KeysUnavailableException(new TimeoutException("somebody else is still fetching"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnavailableException(e);
        }
        fetchAndUnlock();
    }

    private void fetchAndUnlock() {
        try {
            if (isOlder(state.tried(), PAUSE)) {
                state = next(clock.instant());
            }
        } finally {
            fetching.unlock();
        }
    }

    private State next(Instant now) {
        try {
            return new State(usable(fetch.call()), now, now, null);
        } catch (Exception e) {
            LOG.warn(
                    "The keys cannot be fetched; {} known ones go on working",
                    state.keys().size());
            return new State(state.keys(), state.fetched(), now, e);
        }
    }

    /** A key set may hold keys for other purposes, and the same key twice. */
    private static List<Jwk> usable(List<Jwk> keys) {
        Map<Object, Jwk> distinct = new LinkedHashMap<>();
        keys.stream()
                .filter(RemoteKeys::isUsable)
                .forEach(key -> distinct.put(
                        List.of(
                                String.valueOf(key.getId()),
                                key.getAdditionalAttributes().get("n")),
                        key));
        return List.copyOf(distinct.values());
    }

    private boolean isOlder(Instant time, Duration age) {
        Duration actual = Duration.between(time, clock.instant());
        return actual.isNegative() || actual.compareTo(age) >= 0; // negative: the clock has been set back
    }

    private static boolean isUsable(Jwk key) {
        try {
            return "RSA".equals(key.getType())
                    && (key.getUsage() == null || key.getUsage().equals("sig"))
                    && (key.getAlgorithm() == null || key.getAlgorithm().equals("RS256"))
                    && ((RSAPublicKey) key.getPublicKey()).getModulus().bitLength() >= JsonWebKey.MIN_BITS;
        } catch (InvalidPublicKeyException | RuntimeException malformed) {
            return false;
        }
    }
}
