package dev.mcpauth.jwt;

import dev.mcpauth.jwt.core.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests in flight of each caller, so that one caller cannot take up the server. */
final class CallerLimit {

    static final int MAX_IN_FLIGHT = 16;

    /** The subject is unique at the issuer; one user may use several clients. */
    private record Key(String subject, String clientId) {
        static Key of(Caller caller) {
            return new Key(caller.subject(), caller.clientId().orElse(""));
        }
    }

    private final Map<Key, Integer> inFlight = new ConcurrentHashMap<>();

    /** Whether the caller may have one more request in flight. If so, {@link #leave} must follow. */
    boolean enter(Caller caller) {
        boolean[] admitted = {true};
        inFlight.compute(Key.of(caller), (key, count) -> {
            int before = count == null ? 0 : count;
            admitted[0] = before < MAX_IN_FLIGHT;
            return admitted[0] ? before + 1 : count;
        });
        return admitted[0];
    }

    void leave(Caller caller) {
        inFlight.computeIfPresent(Key.of(caller), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
