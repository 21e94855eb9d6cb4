package dev.mcpauth.streams;

import dev.mcpauth.jwt.core.Caller;

/** Which changes a server announces, and to whom. A caller who may not read something does not learn that it has changed. */
public interface Offer {

    /** For a server in which nothing changes. */
    Offer NOTHING = new Offer() {};

    /** Whether the caller may hear of this change. Asked once, when a stream opens. */
    default boolean includes(Change change, Caller caller) {
        return false;
    }

    /** Whether the stream of a legacy caller carries this change. Asked at each change. */
    default boolean includesForLegacy(Change change, Caller caller) {
        return false;
    }
}
