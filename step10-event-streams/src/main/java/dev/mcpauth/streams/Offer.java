package dev.mcpauth.streams;

import dev.mcpauth.jwt.core.Caller;
import java.util.function.Predicate;

/** Which changes a server announces, and to whom. Who may not read something does not learn that it has changed. */
public interface Offer {

    /** For a server in which nothing changes. */
    Offer NOTHING = new Offer() {};

    /** The part of what the caller wants that the server agrees to send. */
    default Filter agree(Filter wanted, Caller caller) {
        return Filter.NOTHING;
    }

    /** What the one stream of a legacy caller carries; it is asked again at each change. */
    default Predicate<Change> ofLegacy(Caller caller) {
        return Filter.NOTHING;
    }
}
