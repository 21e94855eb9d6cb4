package dev.mcpauth.check;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON-RPC messages that the checks send. None of them calls a tool that exists. */
final class Messages {

    static final String LEGACY_VERSION = "2025-11-25";
    static final String MODERN_VERSION = "2026-07-28";
    /** A version that no server speaks. */
    static final String UNKNOWN_VERSION = "1900-01-01";
    /** A name that no tool or prompt has. */
    static final String UNKNOWN_NAME = "no-such-name-5e1f";

    static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    static final int PARSE_ERROR = -32700;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int HEADER_MISMATCH = -32020;
    static final int UNSUPPORTED_VERSION = -32022;

    private Messages() {}

    static ObjectNode request(String method, ObjectNode params) {
        ObjectNode message = Json.object("{\"jsonrpc\": \"2.0\", \"id\": 1}").put("method", method);
        message.set("params", params);
        return message;
    }

    /** @param version the version that the client proposes */
    static ObjectNode initialize(String version) {
        ObjectNode params = Json.object(
                "{\"capabilities\": {}, \"clientInfo\": {\"name\": \"mcp-server-check\", \"version\": \"1.0.0\"}}");
        return request("initialize", params.put("protocolVersion", version));
    }

    static ObjectNode notification(String method) {
        return Json.object("{\"jsonrpc\": \"2.0\"}").put("method", method);
    }

    /** What a request of 2026-07-28 has in {@code _meta}. */
    static ObjectNode meta() {
        ObjectNode meta = Json.object(
                "{\"io.modelcontextprotocol/clientInfo\": {\"name\": \"mcp-server-check\", \"version\": \"1.0.0\"}}");
        meta.put(PROTOCOL_VERSION, MODERN_VERSION);
        meta.putObject(CLIENT_CAPABILITIES);
        return meta;
    }

    static ObjectNode named(String name) {
        return Json.object().put("name", name);
    }
}
