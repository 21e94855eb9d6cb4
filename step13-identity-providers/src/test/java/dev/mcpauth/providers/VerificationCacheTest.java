package dev.mcpauth.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which answers of a provider are remembered, and for how long. */
@Timeout(60)
class VerificationCacheTest {

    private final AtomicInteger calls = new AtomicInteger();
    private final MovableClock clock = new MovableClock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final VerificationCache cache = new VerificationCache(this::ask, clock);
    private volatile boolean active = true;
    private volatile boolean down;
    private volatile Instant expiry = clock.instant().plusSeconds(3600);
    private volatile CountDownLatch answer = new CountDownLatch(0);

    private Caller ask(String token) throws TokenRejectedException, KeysUnavailableException {
        calls.incrementAndGet();
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new KeysUnavailableException("interrupted", e);
        }
        if (down) {
            throw new KeysUnavailableException("down", null);
        }
        if (!active) {
            throw new TokenRejectedException(ProviderCheck.ACTIVE, "active", "inactive");
        }
        return new Caller(token, token, Optional.empty(), Set.of(), Set.of(), expiry);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private void assertRejected(String token) {
        assertThrows(TokenRejectedException.class, () -> cache.verify(token));
    }

    @Test
    void asksOnceInThirtySeconds() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertEquals("a", cache.verify("a").subject());
        }
        clock.move(VerificationCache.LONGEST.minusMillis(1));
        cache.verify("a");
        assertEquals(1, calls.get());
        clock.move(Duration.ofMillis(1));
        cache.verify("a");
        assertEquals(2, calls.get());
    }

    @Test
    void asksAgainWhenTheTokenExpires() throws Exception {
        expiry = clock.instant().plusSeconds(3);
        cache.verify("a");
        clock.move(Duration.ofSeconds(3));
        active = false;
        assertRejected("a");
    }

    @Test
    void asksAboutARejectedTokenAgainAfterFiveSeconds() throws Exception {
        active = false;
        assertRejected("a");
        active = true;
        assertRejected("a");
        clock.move(VerificationCache.REJECTED);
        assertEquals("a", cache.verify("a").subject());
        assertEquals(2, calls.get());
    }

    @Test
    void doesNotRememberThatTheProviderWasDown() throws Exception {
        down = true;
        assertThrows(KeysUnavailableException.class, () -> cache.verify("a"));
        down = false;
        assertEquals("a", cache.verify("a").subject());
    }

    @Test
    void asksAgainAfterTheClockWasSetBack() throws Exception {
        cache.verify("a");
        clock.move(Duration.ofHours(-1));
        active = false;
        assertRejected("a");
    }

    @Test
    void keepsTokensApart() throws Exception {
        assertEquals("a", cache.verify("a").subject());
        assertEquals("b", cache.verify("b").subject());
        assertEquals(2, calls.get());
    }

    /** Strangers can invent tokens, but cannot displace the callers' tokens. */
    @Test
    void keepsValidTokensDuringAFloodOfInvalidOnes() throws Exception {
        cache.verify("a");
        active = false;
        for (int i = 0; i < 20_000; i++) {
            assertRejected("invented-" + i);
        }
        assertEquals("a", cache.verify("a").subject());
        assertTrue(cache.remembered() <= 10_001, "remembered: " + cache.remembered());
    }

    @Test
    void sharesOneRequestAmongConcurrentCallers() throws Exception {
        answer = new CountDownLatch(1);
        List<Future<Caller>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(threads.submit(() -> cache.verify("a")));
        }
        answer.countDown();
        for (Future<Caller> caller : callers) {
            assertEquals("a", caller.get().subject());
        }
        assertEquals(1, calls.get());
    }

    /** A provider that hangs must not occupy all threads, and not be asked for each invented token at once. */
    @Test
    void limitsCallsAndWaitingCallers() throws Exception {
        cache.verify("a");
        int before = calls.get();
        answer = new CountDownLatch(1);
        List<Future<Caller>> callers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String token = "invented-" + i;
            callers.add(threads.submit(() -> cache.verify(token)));
        }
        int turnedAway = 0;
        while (turnedAway < 300 - VerificationCache.MAX_WAITING) {
            turnedAway = (int) callers.stream().filter(Future::isDone).count();
            assertEquals("a", cache.verify("a").subject());
            assertTrue(calls.get() - before <= VerificationCache.MAX_CALLS, "calls: " + calls.get());
        }
        answer.countDown();
        int unavailable = 0;
        for (Future<Caller> caller : callers) {
            try {
                caller.get();
            } catch (ExecutionException e) {
                assertEquals(KeysUnavailableException.class, e.getCause().getClass());
                unavailable++;
            }
        }
        assertTrue(unavailable >= 300 - VerificationCache.MAX_WAITING, "unavailable: " + unavailable);
    }
}
