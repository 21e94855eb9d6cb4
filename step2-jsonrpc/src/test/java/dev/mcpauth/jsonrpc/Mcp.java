package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.RunningServer;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Optional;

/** Requests to the endpoint in the form of both eras. */
public final class Mcp {

    public static final String MODERN = "2026-07-28";

    /** The metadata that a modern request must carry, as a member of {@code params}. */
    public static final String META = """
            "_meta": {
              "io.modelcontextprotocol/protocolVersion": "2026-07-28",
              "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
              "io.modelcontextprotocol/clientCapabilities": {}
            }""";

    private final RunningServer server;

    public Mcp(RunningServer server) {
        this.server = server;
    }

    /** A request with the headers that clients of every version send. */
    public RequestSpecification request() {
        return server.request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
    }

    /** Sends a body unchanged. */
    public ValidatableResponse post(String body) {
        return request().body(body).post("/mcp").then();
    }

    /** Calls a method in 2025-11-25; {@code params} is an object in JSON. */
    public ValidatableResponse legacy(String method, String params) {
        return request()
                .header("MCP-Protocol-Version", "2025-11-25")
                .body(message(method, params))
                .post("/mcp")
                .then();
    }

    /** Calls a method in 2026-07-28; {@code params} is an object in JSON, to which the metadata is added. */
    public ValidatableResponse modern(String method, String params) {
        return modern(method, Optional.empty(), params);
    }

    /** The same for a method that requires {@code Mcp-Name}. */
    public ValidatableResponse modern(String method, String name, String params) {
        return modern(method, Optional.of(name), params);
    }

    private ValidatableResponse modern(String method, Optional<String> name, String params) {
        RequestSpecification request = modernHeaders(method);
        name.ifPresent(value -> request.header("Mcp-Name", value));
        return request.body(message(method, withMeta(params))).post("/mcp").then();
    }

    public RequestSpecification modernHeaders(String method) {
        return request().header("MCP-Protocol-Version", MODERN).header("Mcp-Method", method);
    }

    public static String withMeta(String params) {
        String members = params.strip().substring(1).strip();
        return "{" + META + (members.startsWith("}") ? "" : ",") + members;
    }

    public static String message(String method, String params) {
        return """
                {"jsonrpc": "2.0", "id": 1, "method": "%s", "params": %s}""".formatted(method, params);
    }
}
