package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a method returns. {@link JsonRpcResponse} gives it the shape of a protocol version.
 *
 * @param caching whether clients may cache the result; legacy results do not say so
 */
public record Result(ObjectNode body, Optional<Caching> caching) implements Answer {

    /** How long a result stays fresh, and who may share it (MCP 2026-07-28, "Caching"). */
    public record Caching(Duration timeToLive, Scope scope) {
        public enum Scope {
            PUBLIC,
            PRIVATE
        }
    }

    /** @param body records and maps that are an object in JSON */
    public static Result of(Object body) {
        return new Result(Json.toTree(body), Optional.empty());
    }

    /**
     * The same result with one more member in {@code _meta}.
     *
     * @param value a text, or a record or map
     */
    public Result withMeta(String key, Object value) {
        ObjectNode more = body.deepCopy();
        more.withObjectProperty("_meta").setAll(Json.toTree(Map.of(key, value)));
        return new Result(more, caching);
    }

    /** A result that clients may cache for a while. */
    public static Result cacheable(Object body, Caching.Scope scope) {
        return new Result(Json.toTree(body), Optional.of(new Caching(Duration.ofMinutes(5), scope)));
    }
}
