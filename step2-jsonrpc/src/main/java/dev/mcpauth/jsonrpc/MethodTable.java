package dev.mcpauth.jsonrpc;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The methods of a server by name. Some exist only in one era of the protocol. The table must not change once it is in use. */
public final class MethodTable implements JsonRpcHandler {

    private final Map<String, Object> capabilities = new LinkedHashMap<>();
    private final Map<String, JsonRpcHandler> modern = new HashMap<>();
    private final Map<String, JsonRpcHandler> legacy = new HashMap<>();

    /**
     * A table with the methods that every server has: {@code initialize}, {@code ping} and {@code server/discover}.
     *
     * @param capabilities the optional parts of MCP whose methods will be added
     */
    public static MethodTable withCapabilities(String... capabilities) {
        MethodTable methods = new MethodTable();
        new ServerMethods(methods.capabilities).addTo(methods);
        for (String capability : capabilities) {
            methods.declare(capability, Map.of());
        }
        return methods;
    }

    /**
     * Declares an optional part of MCP whose methods will be added.
     *
     * @param options what MCP defines for this part, such as {@code listChanged}
     */
    public MethodTable declare(String capability, Map<String, Object> options) {
        capabilities.put(capability, options);
        return this;
    }

    /** Adds a method that exists in every version. */
    public MethodTable add(String method, JsonRpcHandler handler) {
        return addModern(method, handler).addLegacy(method, handler);
    }

    public MethodTable addModern(String method, JsonRpcHandler handler) {
        return addTo(modern, method, handler);
    }

    public MethodTable addLegacy(String method, JsonRpcHandler handler) {
        return addTo(legacy, method, handler);
    }

    private MethodTable addTo(Map<String, JsonRpcHandler> table, String method, JsonRpcHandler handler) {
        if (table.putIfAbsent(method, handler) != null) {
            throw new IllegalArgumentException("the table already has the method " + method);
        }
        return this;
    }

    /** @throws JsonRpcException -32601 if no such method exists in the version of this exchange */
    @Override
    public Answer handle(JsonRpcRequest request, Exchange exchange) {
        ProtocolVersion version = exchange.protocolVersion();
        JsonRpcHandler handler = (version.isModern() ? modern : legacy).get(request.method());
        if (handler == null) {
            throw JsonRpcException.methodNotFound(version, JsonRpcException.quote(request.method()));
        }
        return Objects.requireNonNull(handler.handle(request, exchange), "a method must return an answer");
    }
}
