package dev.mcpauth.streams;

import dev.mcpauth.jwt.core.Caller;

/** Which changes a server announces, and to whom. Who may not read something does not learn that it has changed. */
public interface Offer {

    /** For a server in which nothing changes. */
    Offer NOTHING = new Offer() {};

    /** Whether the caller, who wants to hear of this change, may; asked when the stream opens. */
    default boolean includes(Change change, Caller caller) {
        return false;
    }

    /** Whether the one stream of a legacy caller carries this change; asked at each change. */
    default boolean includesForLegacy(Change change, Caller caller) {
        return false;
    }
}
