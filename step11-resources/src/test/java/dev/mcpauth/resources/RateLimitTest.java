package dev.mcpauth.resources;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jwt.core.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final MovableClock clock = new MovableClock();
    private final RateLimit limit = new RateLimit(3, Duration.ofSeconds(1), clock);

    private static Caller caller(String subject, String client) {
        return new Caller(subject, subject, Optional.of(client), Set.of(), Set.of(), Instant.MAX);
    }

    @Test
    void admitsSoManyInEachPeriod() {
        Caller alice = caller("alice", "editor");
        for (int period = 0; period < 3; period++) {
            assertTrue(limit.admits(alice));
            clock.move(Duration.ofMillis(400));
            assertTrue(limit.admits(alice));
            assertTrue(limit.admits(alice));
            for (int i = 0; i < 100; i++) {
                assertFalse(limit.admits(alice));
            }
            clock.move(Duration.ofMillis(600));
        }
    }

    @Test
    void countsAUserOnceWhateverTheClient() {
        for (int i = 0; i < 4; i++) {
            limit.admits(caller("alice", "editor"));
        }
        assertFalse(limit.admits(caller("alice", "editor")));
        assertFalse(limit.admits(caller("alice", "terminal")));
        assertTrue(limit.admits(caller("bob", "editor")));
    }
}
