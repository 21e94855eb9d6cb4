package dev.mcpauth.jsonrpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The methods of a server by name. Some exist in one era of the protocol only. Not to be changed once it is in use. */
public final class MethodTable implements JsonRpcHandler {

    private static final Logger LOG = LoggerFactory.getLogger(MethodTable.class);

    private final Map<String, JsonRpcHandler> modern = new HashMap<>();
    private final Map<String, JsonRpcHandler> legacy = new HashMap<>();

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
            throw new IllegalArgumentException(method + " is in the table already");
        }
        return this;
    }

    /**
     * @throws JsonRpcException -32601 if there is no such method in the version of this exchange, -32603 if the method
     *     fails in a way that it does not explain
     */
    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        ProtocolVersion version = exchange.protocolVersion();
        JsonRpcHandler handler = (version.isModern() ? modern : legacy).get(request.method());
        if (handler == null) {
            throw JsonRpcException.methodNotFound(version, JsonRpcException.quote(request.method()));
        }
        try {
            return Objects.requireNonNull(handler.handle(request, exchange));
        } catch (JsonRpcException anAnswer) {
            throw anAnswer;
        } catch (RuntimeException | Error bug) {
            LOG.error("The method {} failed", request.method());
            throw JsonRpcException.internalError();
        }
    }
}
