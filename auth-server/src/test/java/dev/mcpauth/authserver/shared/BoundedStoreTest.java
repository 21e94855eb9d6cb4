package dev.mcpauth.authserver.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.MovableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundedStoreTest {

    private final MovableClock clock = new MovableClock();

    private BoundedStore<String> store(int entries, long bytes, int entriesPerOwner) {
        return new BoundedStore<>(
                "things", clock, Duration.ofMinutes(1), new BoundedStore.Limits(entries, bytes, entriesPerOwner));
    }

    private static String error(UnavailableException e) {
        return e.getErrorObject().getHTTPStatusCode() + " " + e.getErrorObject().getDescription();
    }

    @Test
    void aFullStoreRefusesNewEntriesAndKeepsTheOldOnes() throws Exception {
        BoundedStore<String> store = store(2, 1 << 20, 10);
        store.put("a", "1", 1, "x");
        store.put("b", "2", 1, "x");
        UnavailableException e = assertThrows(UnavailableException.class, () -> store.put("c", "3", 1, "y"));
        assertEquals("503 The server holds too many things", error(e));
        assertEquals(Optional.of("1"), store.find("a"));
        store.put("a", "4", 1, "x"); // replaces
        assertEquals(Optional.of("4"), store.find("a"));
        store.remove("b");
        store.put("c", "3", 1, "y");
    }

    @Test
    void textsAreLimitedTogether() throws Exception {
        BoundedStore<String> store = store(100, 10_000, 100);
        store.put("a", "", 2000, "x");
        store.put("b", "", 1000, "x");
        assertThrows(UnavailableException.class, () -> store.put("c", "", 2000, "x"));
        store.put("b", "", 2100, "x");
        assertThrows(UnavailableException.class, () -> store.put("c", "", 1000, "x"));
        store.remove("b");
        store.put("c", "", 2000, "x");
    }

    @Test
    void oneOwnerHasALimitOfItsOwn() throws Exception {
        BoundedStore<String> store = store(4, 1 << 20, 2);
        store.put("a", "1", 1, "x");
        store.put("b", "2", 1, "x");
        UnavailableException e = assertThrows(UnavailableException.class, () -> store.put("c", "3", 1, "x"));
        assertEquals("429 Too many things from this address", error(e));
        store.put("b", "4", 1, "x");
        store.put("c", "3", 1, "y");
        store.remove("a");
        store.put("d", "5", 1, "x");
    }

    @Test
    void oneOwnerHasAShareOfTheMemory() throws Exception {
        BoundedStore<String> store = store(100, 20_000, 50);
        store.put("a", "", 3000, "x");
        assertEquals(
                "429 Too many things from this address",
                error(assertThrows(UnavailableException.class, () -> store.put("b", "", 3000, "x"))));
        store.put("b", "", 3000, "y");
    }

    @Test
    void expiredEntriesMakeRoom() throws Exception {
        BoundedStore<String> store = store(1, 1 << 20, 1);
        store.put("a", "1", 1, "x");
        clock.move(Duration.ofSeconds(59));
        assertEquals(Optional.of("1"), store.find("a"));
        clock.move(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), store.find("a"));
        store.put("b", "2", 1, "x");
    }

    @Test
    void replacingAnEntryRenewsItsLifetime() throws Exception {
        BoundedStore<String> store = store(2, 1 << 20, 2);
        store.put("a", "1", 1, "x");
        clock.move(Duration.ofSeconds(40));
        store.put("b", "2", 1, "x");
        store.put("a", "3", 1, "x");
        clock.move(Duration.ofSeconds(40));
        assertEquals(Optional.of("3"), store.find("a"));
        assertEquals(Optional.of("2"), store.find("b"));
    }
}
