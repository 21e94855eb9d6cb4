package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jwks.KeyFixture;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The cache of an issuer's keys, with a key server that the test controls. */
class RemoteKeysTest {

    private static final PublicKey KEY = KeyFixture.generate(2048).getPublic();

    private final AtomicInteger fetches = new AtomicInteger();
    private final MovableClock clock = new MovableClock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile List<RemoteKeys.Key> published = List.of(key("a"));
    private volatile boolean down;
    private volatile CountDownLatch answer = new CountDownLatch(0);

    private final RemoteKeys keys = new RemoteKeys("http://idp.example/keys", this::fetch, clock);

    private List<RemoteKeys.Key> fetch() throws Exception {
        fetches.incrementAndGet();
        answer.await();
        if (down) {
            throw new IOException("connection refused");
        }
        return published;
    }

    private static RemoteKeys.Key key(String kid) {
        return new RemoteKeys.Key(Optional.of(kid), KEY);
    }

    private boolean has(String kid) throws KeysUnavailableException {
        return keys.find(Optional.of(kid)).isPresent();
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void fetchesNothingBeforeTheFirstToken() {
        assertEquals(0, fetches.get());
    }

    @Test
    void fetchesAKnownKeyOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertTrue(has("a"));
        }
        assertEquals(1, fetches.get());
    }

    @Test
    void fetchesAtMostOnceForAHundredInventedKids() throws Exception {
        assertTrue(has("a"));
        clock.move(RemoteKeys.PAUSE);
        for (int i = 0; i < 100; i++) {
            assertFalse(has("invented-" + i));
        }
        assertEquals(2, fetches.get());
    }

    @Test
    void fetchesAtMostOnceForConcurrentInventedKids() throws Exception {
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String invented = "invented-" + i;
            results.add(threads.submit(() -> has(invented)));
        }
        for (Future<Boolean> result : results) {
            assertFalse(result.get());
        }
        assertEquals(1, fetches.get());
    }

    /** Requests with a cached key never wait for the key server, and the other requests do not occupy all threads. */
    @Test
    void delaysFewRequestsWhileTheKeyServerHangs() throws Exception {
        assertTrue(has("a"));
        answer = new CountDownLatch(1);
        clock.move(RemoteKeys.PAUSE);
        List<Future<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String invented = "invented-" + i;
            waiting.add(threads.submit(() -> has(invented)));
        }
        long rejected = 0;
        for (int i = 0; rejected < 200; i = (i + 1) % 300) { // at most 100 wait, the others are rejected at once
            rejected = waiting.stream().filter(Future::isDone).count();
            assertTrue(has("a"), "a request with a cached key");
        }
        answer.countDown();
        long unknown = 0;
        for (Future<Boolean> result : waiting) {
            try {
                assertFalse(result.get());
                unknown++;
            } catch (ExecutionException e) {
                assertEquals(KeysUnavailableException.class, e.getCause().getClass());
            }
        }
        assertTrue(unknown <= 100, "waited: " + unknown);
        assertEquals(2, fetches.get());
    }

    @Test
    void fetchesANewKeyAndDropsAWithdrawnKeyWithinFiveMinutes() throws Exception {
        assertTrue(has("a"));
        published = List.of(key("b"));
        clock.move(RemoteKeys.PAUSE);
        assertTrue(has("b"));
        published = List.of(key("c"));
        clock.move(RemoteKeys.MAX_AGE);
        assertFalse(has("b"));
    }

    @Test
    void refreshesOldKeysInTheBackground() throws Exception {
        assertTrue(has("a"));
        answer = new CountDownLatch(1);
        clock.move(RemoteKeys.MAX_AGE.minusSeconds(1));
        assertTrue(has("a"), "while the fetch hangs");
        answer.countDown();
        clock.move(Duration.ofSeconds(1));
        assertTrue(has("a"), "after the fetch");
        assertEquals(2, fetches.get());
    }

    @Test
    void keepsCachedKeysWhileTheKeyServerIsDown() throws Exception {
        assertTrue(has("a"));
        down = true;
        clock.move(Duration.ofHours(1));
        assertTrue(has("a"));
        assertThrows(KeysUnavailableException.class, () -> has("unknown"));
        int before = fetches.get();
        assertThrows(KeysUnavailableException.class, () -> has("unknown"));
        assertTrue(has("a"));
        assertEquals(before, fetches.get(), "no fetch for each request while the key server is down");
        down = false;
        clock.move(RemoteKeys.PAUSE);
        assertFalse(has("unknown"));
    }

    @Test
    void logsAFailedFetchWithItsReasonAndTheNumberOfCachedKeys() throws Exception {
        published = List.of(key("a"), key("b"));
        assertTrue(has("a"));
        down = true;
        clock.move(RemoteKeys.PAUSE);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(RemoteKeys.class);
        log.start();
        logger.addAppender(log);
        try {
            assertThrows(KeysUnavailableException.class, () -> has("unknown"));
        } finally {
            logger.detachAppender(log);
        }
        assertEquals(
                List.of(
                        "Cannot fetch the keys of http://idp.example/keys (connection refused); still using 2 cached keys"),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    @Test
    void fetchesAgainAfterTheClockWasSetBack() throws Exception {
        assertTrue(has("a"));
        published = List.of(key("b"));
        clock.move(Duration.ofHours(-5));
        assertTrue(has("b"));
    }

    @Test
    void findsAKeyWithoutAKidOnlyIfThereIsExactlyOne() throws Exception {
        assertTrue(keys.find(Optional.empty()).isPresent());
        published = List.of(key("a"), key("b"));
        clock.move(RemoteKeys.MAX_AGE);
        assertFalse(keys.find(Optional.empty()).isPresent());
    }

    @Test
    void acceptsAnEmptyKeySet() throws Exception {
        published = List.of();
        assertFalse(has("a"));
    }
}
