package dev.mcpauth.jsonrpc;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /mcp}: the Streamable HTTP transport of MCP, without streams. One message comes in, one answer goes out,
 * nothing is remembered.
 */
public final class McpEndpoint {

    public static final String PATH = "/mcp";

    private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);

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
                ctx.status(202); // whatever it is about, a server without a memory has nothing to do
                return;
            }
            ProtocolVersion version = ProtocolNegotiation.negotiate(headers, request);
            Result result = run(request, Exchange.of(ctx).with(ProtocolVersion.class, version));
            JsonRpcResponse.result(request.id(), result, version, server.serverInfo())
                    .send(ctx);
        } catch (JsonRpcException e) {
            throw e.answering(request.id());
        }
    }

    private Result run(JsonRpcRequest request, Exchange exchange) {
        try {
            return methods.handle(request, exchange);
        } catch (JsonRpcException anError) {
            throw anError;
        } catch (RuntimeException bug) {
            LOG.error("The method {} failed", request.method());
            throw JsonRpcException.internalError();
        }
    }
}
