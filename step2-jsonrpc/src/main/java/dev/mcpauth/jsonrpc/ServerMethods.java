package dev.mcpauth.jsonrpc;

import java.util.List;
import java.util.Map;

/** The methods by which clients of either era learn about a server. */
final class ServerMethods {

    private record InitializeResult(
            String protocolVersion, Map<String, Object> capabilities, Implementation serverInfo, String instructions) {}

    private record DiscoverResult(
            List<String> supportedVersions, Map<String, Object> capabilities, String instructions) {}

    /** What a model should know before it uses the server. */
    private static final String INSTRUCTIONS = "A sample server that shows how MCP servers are secured.";

    private final Map<String, Object> capabilities;

    /** @param capabilities the optional parts of MCP that the server has; more may be added until it starts */
    ServerMethods(Map<String, Object> capabilities) {
        this.capabilities = capabilities;
    }

    void addTo(MethodTable methods) {
        methods.addLegacy("initialize", this::initialize)
                .addLegacy("ping", (request, exchange) -> Result.of(Map.of()))
                .addModern("server/discover", this::discover)
                .addModern("initialize", ServerMethods::refuseInitialize);
    }

    /** MCP 2025-11-25, Lifecycle, "Version Negotiation": the client's version if supported, else the server's choice. */
    private Result initialize(JsonRpcRequest request, Exchange exchange) {
        ProtocolVersion version = ProtocolVersion.of(request.requiredText("protocolVersion"))
                .filter(known -> !known.isModern())
                .orElse(ProtocolVersion.LATEST_LEGACY);
        return Result.of(new InitializeResult(version.toString(), capabilities, Implementation.COURSE, INSTRUCTIONS));
    }

    /** MCP 2026-07-28, Discovery: the information of {@code initialize}, without a handshake. */
    private Result discover(JsonRpcRequest request, Exchange exchange) {
        return Result.cacheable(
                new DiscoverResult(ProtocolVersion.modernNames(), capabilities, INSTRUCTIONS),
                Result.Caching.Scope.PUBLIC);
    }

    /** The client mixes two eras. It sees only this error, so the error says what would work. */
    private static Result refuseInitialize(JsonRpcRequest request, Exchange exchange) {
        throw JsonRpcException.methodNotFound(
                exchange.protocolVersion(),
                "\"initialize\"; " + exchange.protocolVersion() + " has no handshake, and with a handshake, this server"
                        + " supports " + ProtocolVersion.legacyNames());
    }
}
