package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * A change that is sent to clients that listen for it (MCP 2026-07-28, Subscriptions). It names what has changed, but not the
 * new content: to get that, a client must read it, and be allowed to.
 *
 * @param uri of the resource that has changed; empty if a list has changed
 */
public record Change(String method, Optional<String> uri) {

    public static final Change OF_TOOLS = new Change("notifications/tools/list_changed", Optional.empty());
    public static final Change OF_PROMPTS = new Change("notifications/prompts/list_changed", Optional.empty());
    public static final Change OF_RESOURCES = new Change("notifications/resources/list_changed", Optional.empty());

    public static Change of(String uri) {
        return new Change("notifications/resources/updated", Optional.of(uri));
    }

    /** @param subscription the id of the request that listens; empty in a legacy stream */
    ObjectNode notification(Optional<JsonNode> subscription) {
        ObjectNode message = EventStream.notification(
                method,
                uri.<Map<String, String>>map(text -> Map.of("uri", text)).orElse(Map.of()));
        subscription.ifPresent(id ->
                message.withObjectProperty("params").withObjectProperty("_meta").set(Listen.SUBSCRIPTION_KEY, id));
        return message;
    }
}
