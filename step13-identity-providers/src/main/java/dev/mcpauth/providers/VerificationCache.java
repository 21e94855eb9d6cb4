package dev.mcpauth.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenHash;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Remembers what a provider has said about a token. So a revoked token works for up to {@link #LONGEST} longer. Callers who
 * present the same token at the same time wait for one request. Tokens are remembered only under their hash, and a flood of
 * invalid tokens does not displace the valid ones.
 */
final class VerificationCache implements TokenVerification {

    /** How long the response for a valid token is kept, but never beyond the expiry of the token. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** How long a rejected token stays rejected. */
    static final Duration REJECTED = Duration.ofSeconds(5);

    /** How many requests to the provider may run at once. */
    static final int MAX_CALLS = 32;

    /** How many callers may wait at once; the others are told to come back, so they do not occupy all threads. */
    static final int MAX_WAITING = 128;

    private static final int CAPACITY = 10_000;
    private static final Duration LONGEST_WAIT = Upstream.TIMEOUT.multipliedBy(2);

    /** What the provider said: one of the two is {@code null}. */
    private record Outcome(Caller caller, TokenRejectedException rejection, Instant from, Instant until) {
        boolean isCurrent(Instant now) {
            return !now.isBefore(from) && now.isBefore(until); // before: the clock was set back
        }

        Caller callerOrThrow() throws TokenRejectedException {
            if (rejection != null) {
                throw rejection;
            }
            return caller;
        }
    }

    private final TokenVerification provider;
    private final Clock clock;
    private final Cache<TokenHash, Outcome> valid = bounded();
    private final Cache<TokenHash, Outcome> rejected = bounded();
    private final Map<TokenHash, CompletableFuture<Outcome>> running = new ConcurrentHashMap<>();
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    VerificationCache(TokenVerification provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    private static Cache<TokenHash, Outcome> bounded() {
        return Caffeine.newBuilder()
                .maximumSize(CAPACITY)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        TokenHash hash = TokenHash.of(token);
        Outcome known = known(hash);
        if (known != null) {
            return known.callerOrThrow();
        }
        if (!waiting.tryAcquire()) {
            throw new KeysUnavailableException("too many requests wait for the provider", null);
        }
        try {
            CompletableFuture<Outcome> mine = new CompletableFuture<>();
            CompletableFuture<Outcome> other = running.putIfAbsent(hash, mine);
            return (other == null ? ask(hash, token, mine) : await(other)).callerOrThrow();
        } finally {
            waiting.release();
        }
    }

    /** How many tokens are remembered. */
    long remembered() {
        valid.cleanUp();
        rejected.cleanUp();
        return valid.estimatedSize() + rejected.estimatedSize();
    }

    private Outcome known(TokenHash hash) {
        Instant now = clock.instant();
        Outcome outcome = valid.getIfPresent(hash);
        if (outcome == null || !outcome.isCurrent(now)) {
            outcome = rejected.getIfPresent(hash);
        }
        return outcome != null && outcome.isCurrent(now) ? outcome : null;
    }

    private Outcome ask(TokenHash hash, String token, CompletableFuture<Outcome> mine) throws KeysUnavailableException {
        try {
            Outcome outcome = known(hash); // another request has just ended
            if (outcome == null) {
                outcome = call(token);
                (outcome.rejection() == null ? valid : rejected).put(hash, outcome);
            }
            mine.complete(outcome);
            return outcome;
        } finally {
            running.remove(hash);
            mine.cancel(false); // no effect after complete
        }
    }

    private Outcome call(String token) throws KeysUnavailableException {
        try {
            if (!calls.tryAcquire(Upstream.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KeysUnavailableException("too many requests to the provider", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnavailableException("interrupted", e);
        }
        Instant asked = clock.instant();
        try {
            Caller caller = provider.verify(token);
            Instant longest = asked.plus(LONGEST);
            return new Outcome(
                    caller, null, asked, caller.expiresAt().isBefore(longest) ? caller.expiresAt() : longest);
        } catch (TokenRejectedException e) {
            return new Outcome(null, e, asked, asked.plus(REJECTED));
        } finally {
            calls.release();
        }
    }

    private static Outcome await(CompletableFuture<Outcome> other) throws KeysUnavailableException {
        try {
            return other.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnavailableException("interrupted", e);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw new KeysUnavailableException("the request of another caller with this token failed", null);
        }
    }
}
