package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;

/**
 * What the transport knows of one call: facts, each filed under its type. It goes from hand to hand with the request,
 * so nothing about a call lives in a static or a thread-local, and no method needs to see HTTP.
 */
public final class Exchange {

    private static final Exchange EMPTY = new Exchange(Map.of());

    private final Map<Class<?>, Object> facts;

    private Exchange(Map<Class<?>, Object> facts) {
        this.facts = Map.copyOf(facts);
    }

    /** What the filters in front of the endpoint have found out about this HTTP request so far. */
    public static Exchange of(Context ctx) {
        Exchange soFar = ctx.attribute(Exchange.class.getName());
        return soFar == null ? EMPTY : soFar;
    }

    /** Hands this exchange on to the filters and the endpoint behind. */
    public void attachTo(Context ctx) {
        ctx.attribute(Exchange.class.getName(), this);
    }

    /** This exchange, and one fact more. */
    public <T> Exchange with(Class<T> type, T fact) {
        Map<Class<?>, Object> more = new HashMap<>(facts);
        more.put(type, fact);
        return new Exchange(more);
    }

    /** @throws IllegalStateException if nobody has found that out: the server is wired wrongly */
    public <T> T get(Class<T> type) {
        T fact = type.cast(facts.get(type));
        if (fact == null) {
            throw new IllegalStateException("the exchange holds no " + type.getSimpleName());
        }
        return fact;
    }

    public ProtocolVersion protocolVersion() {
        return get(ProtocolVersion.class);
    }
}
