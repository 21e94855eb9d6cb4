package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON-RPC error object (JSON-RPC 2.0 section 5.1) with its HTTP status. Only {@link McpEndpoint} turns it into a
 * response. The client sees the message, so the message must not reveal anything about the server.
 */
public final class JsonRpcException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 80;

    private record VersionChoice(List<String> supported, String requested) {}

    private final int status;
    private final int code;
    private final transient Optional<Object> data;
    private final transient Optional<JsonNode> id;

    private JsonRpcException(int status, int code, String message, Optional<Object> data, Optional<JsonNode> id) {
        super(message, null, false, false); // a response, not a bug: it needs no stack trace
        this.status = status;
        this.code = code;
        this.data = data;
        this.id = id;
    }

    private JsonRpcException(int status, int code, String message) {
        this(status, code, message, Optional.empty(), Optional.empty());
    }

    private JsonRpcException(int status, int code, String message, Object data) {
        this(status, code, message, Optional.of(data), Optional.empty());
    }

    /** The body is not JSON. */
    public static JsonRpcException parseError(String reason) {
        return new JsonRpcException(400, -32700, "Parse error: " + reason);
    }

    /** The body is JSON, but not a JSON-RPC request. */
    public static JsonRpcException invalidRequest(String reason) {
        return httpError(400, reason);
    }

    /** The server rejects the HTTP request that carries the message; the status says more than a JSON-RPC code can. */
    public static JsonRpcException httpError(int status, String reason) {
        return new JsonRpcException(status, -32600, "Invalid Request: " + reason);
    }

    /** The method does not exist in this protocol version. Modern clients see that in the HTTP status, too. */
    public static JsonRpcException methodNotFound(ProtocolVersion version, String reason) {
        return new JsonRpcException(version.isModern() ? 404 : 200, -32601, "Method not found: " + reason);
    }

    /** The method exists, but its {@code params} are not valid. */
    public static JsonRpcException invalidParams(String reason) {
        return new JsonRpcException(200, -32602, "Invalid params: " + reason);
    }

    /** The metadata that a modern request must carry is missing (MCP 2026-07-28, basic, "_meta"). */
    public static JsonRpcException missingMetadata(String reason) {
        return new JsonRpcException(400, -32602, "Invalid params: " + reason);
    }

    /**
     * No resource has this URI (MCP 2026-07-28, Resources, "Error Handling"). Legacy versions have an error code of their own
     * for it.
     */
    public static JsonRpcException resourceNotFound(ProtocolVersion version, String uri) {
        return new JsonRpcException(
                200, version.isModern() ? -32602 : -32002, "Resource not found", Map.of("uri", uri));
    }

    /** The server needs something that the client has not declared (MCP 2026-07-28, basic, "Missing Required Capability"). */
    public static JsonRpcException missingCapability(String capability) {
        return new JsonRpcException(
                400,
                -32021,
                "Missing required client capability: " + capability,
                Map.of("requiredCapabilities", Map.of(capability, Map.of())));
    }

    /** A bug. The message is always the same. */
    public static JsonRpcException internalError() {
        return new JsonRpcException(500, -32603, "Internal error");
    }

    /** Headers and body disagree (MCP 2026-07-28, Streamable HTTP, "Server Validation"). */
    public static JsonRpcException headerMismatch(String reason) {
        return new JsonRpcException(400, -32020, "Header mismatch: " + reason);
    }

    /** The server does not support this protocol version (MCP 2026-07-28, "Protocol Version Negotiation"). */
    public static JsonRpcException unsupportedVersion(String requested) {
        return new JsonRpcException(
                400,
                -32022,
                "Unsupported protocol version",
                new VersionChoice(ProtocolVersion.modernNames(), requested));
    }

    /** The same error, as a response to the request with this id. */
    JsonRpcException answering(Optional<JsonNode> requestId) {
        return new JsonRpcException(status, code, getMessage(), data, requestId);
    }

    /** Quotes a value of the client for a message, and cuts a long value. */
    public static String quote(String text) {
        boolean isShort = text.codePointCount(0, text.length()) <= LONGEST_QUOTE;
        return '"' + (isShort ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "…") + '"';
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }

    /** Details for programs: a record that is an object in JSON. */
    public Optional<Object> data() {
        return data;
    }

    /** The id of the request, if it could be read. */
    public Optional<JsonNode> id() {
        return id;
    }
}
