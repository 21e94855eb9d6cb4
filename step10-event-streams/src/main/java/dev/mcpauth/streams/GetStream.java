package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.Accept;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.ProtocolNegotiation;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Reply;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Map;
import java.util.Optional;

/** {@code GET /mcp}: the stream of a legacy client (MCP 2025-11-25, Transports, "Listening for Messages from the Server"). */
public final class GetStream implements Part {

    /** The methods of the endpoint. */
    public static final String METHODS = "GET, POST";

    private static final JsonRpcRequest LISTEN =
            new JsonRpcRequest(Optional.empty(), Listen.GET, JsonNodeFactory.instance.objectNode());

    private final McpEndpoint endpoint;

    public GetStream(McpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before(McpEndpoint.PATH, ctx -> {
            if (ctx.req().getMethod().equals("HEAD")) { // otherwise, the handler of GET would open a stream
                throw notAllowed(METHODS);
            }
        });
        config.routes.get(McpEndpoint.PATH, ctx -> endpoint.admit(ctx, granted -> open(ctx, granted)));
    }

    /** Handles the request like any other, so that the policy decides about it and the audit log records it. */
    private static void open(Context ctx, Admission.Granted granted) {
        ProtocolVersion version = ProtocolNegotiation.versionOf(ctx);
        if (version.isModern()) {
            throw notAllowed("POST");
        }
        if (!Accept.of(ctx).names(EventStream.TYPE)) {
            throw JsonRpcException.httpError(406, "Accept must include " + EventStream.TYPE);
        }
        Reply reply = granted.conversation().replyTo(LISTEN, ctx);
        McpEndpoint.call(LISTEN, new Exchange(version), granted, reply, ctx);
    }

    private static MethodNotAllowedResponse notAllowed(String allowed) {
        return new MethodNotAllowedResponse("", Map.of("Allow", allowed));
    }
}
