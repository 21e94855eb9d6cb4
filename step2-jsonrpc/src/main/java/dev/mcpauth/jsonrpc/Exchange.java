package dev.mcpauth.jsonrpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about one call. It is passed along with the request, so nothing about a call is kept in a static field or a
 * thread-local, and no method needs to know HTTP. Immutable.
 *
 * @param facts what wrappers of the methods have added, by type
 */
public record Exchange(ProtocolVersion protocolVersion, Map<Class<?>, Object> facts) {

    public Exchange {
        facts = Map.copyOf(facts);
    }

    /** What the transport knows. */
    public Exchange(ProtocolVersion protocolVersion) {
        this(protocolVersion, Map.of());
    }

    /** This exchange with one more fact, which replaces an earlier one of the same type. */
    public <T> Exchange with(Class<T> type, T fact) {
        Map<Class<?>, Object> more = new HashMap<>(facts);
        more.put(type, fact);
        return new Exchange(protocolVersion, more);
    }

    /** The fact of this type; empty if no wrapper has added one. */
    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(type.cast(facts.get(type)));
    }
}
