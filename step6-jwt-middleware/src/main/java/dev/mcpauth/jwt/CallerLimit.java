package dev.mcpauth.jwt;

import dev.mcpauth.jwt.core.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests in flight of each caller, so that one caller cannot take up the server. */
final class CallerLimit {

    static final int MAX_IN_FLIGHT = 16;

    private final Map<Caller.Identity, Integer> inFlight = new ConcurrentHashMap<>();

    /** Whether the caller may have one more request in flight. If so, {@link #leave} must follow. */
    boolean enter(Caller caller) {
        boolean[] admitted = {true};
        inFlight.compute(caller.identity(), (key, count) -> {
            int before = count == null ? 0 : count;
            admitted[0] = before < MAX_IN_FLIGHT;
            return admitted[0] ? before + 1 : count;
        });
        return admitted[0];
    }

    void leave(Caller caller) {
        inFlight.computeIfPresent(caller.identity(), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
