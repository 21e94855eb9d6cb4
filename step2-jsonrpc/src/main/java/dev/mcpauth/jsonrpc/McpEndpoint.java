package dev.mcpauth.jsonrpc;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * {@code POST /mcp}: the Streamable HTTP transport of MCP, without streams. One message comes in, one answer goes out,
 * nothing is remembered.
 */
public final class McpEndpoint {

    public static final String PATH = "/mcp";

    private final ServerDescription server;
    private final JsonRpcHandler methods;

    public McpEndpoint(ServerDescription server, JsonRpcHandler methods) {
        this.server = server;
        this.methods = methods;
    }

    public void addTo(RoutesConfig routes) {
        routes.post(PATH, this::handle);
        routes.exception(
                JsonRpcException.class, (e, ctx) -> JsonRpcResponse.error(e).send(ctx));
    }

    private void handle(Context ctx) throws IOException {
        byte[] body = RequestBody.read(ctx);
        JsonRpcRequest request = JsonRpcRequest.parse(body);
        try {
            McpHeaders headers = McpHeaders.of(ctx);
            if (request.isNotification()) {
                ProtocolNegotiation.versionOfHeader(headers);
                ctx.status(202).removeHeader("Content-Type"); // a server without a memory has nothing to do
                return;
            }
            ProtocolVersion version = ProtocolNegotiation.negotiate(headers, request);
            Result result = methods.handle(request, Exchange.of(ctx).with(ProtocolVersion.class, version));
            JsonRpcResponse.result(request.id(), result, version, server.serverInfo())
                    .send(ctx);
        } catch (JsonRpcException e) {
            throw e.answering(request.id());
        }
    }
}
