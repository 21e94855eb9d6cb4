package dev.mcpauth.jwt;

import dev.mcpauth.jwt.core.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests in flight of each user, whatever clients they use, so that one user cannot take up the server. */
final class CallerLimit {

    static final int MAX_IN_FLIGHT = 16;

    private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();

    /** Whether the user may have one more request in flight. If so, {@link #leave} must follow. */
    boolean enter(Caller caller) {
        boolean[] admitted = {true};
        inFlight.compute(caller.subject(), (key, count) -> {
            int before = count == null ? 0 : count;
            admitted[0] = before < MAX_IN_FLIGHT;
            return admitted[0] ? before + 1 : count;
        });
        return admitted[0];
    }

    void leave(Caller caller) {
        inFlight.computeIfPresent(caller.subject(), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
