package dev.mcpauth.streams;

/** Sends notifications that belong to one call, before its response. */
interface Outbox {

    /**
     * Sends a notification, or drops it if the client takes none.
     *
     * @param params records and maps that are an object in JSON
     */
    void send(String method, Object params);
}
