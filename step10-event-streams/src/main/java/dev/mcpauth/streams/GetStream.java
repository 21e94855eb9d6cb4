package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.Accept;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.ProtocolNegotiation;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Reply;
import dev.mcpauth.jsonrpc.Result;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code GET /mcp}: the stream of a legacy client (MCP 2025-11-25, Transports, "Listening for Messages from the Server"). */
public final class GetStream implements Part {

    /** The methods of the endpoint. */
    public static final String METHODS = "GET, POST";

    private final Function<Context, Admission> admission;

    public GetStream(Function<Context, Admission> admission) {
        this.admission = admission;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before(McpEndpoint.PATH, ctx -> {
            if (ctx.req().getMethod().equals("HEAD")) { // otherwise, the handler of GET would open a stream
                throw notAllowed(METHODS);
            }
        });
        config.routes.get(McpEndpoint.PATH, this::handle);
    }

    private void handle(Context ctx) {
        Admission decision = admission.apply(ctx);
        if (decision instanceof HttpRejection rejection) {
            rejection.send(ctx);
        } else if (decision instanceof Admission.Granted granted) {
            try {
                open(ctx, granted);
            } finally {
                granted.done().run();
            }
        }
    }

    /** Goes the way of any request, so that the policy decides and the audit log knows. */
    private static void open(Context ctx, Admission.Granted granted) {
        ProtocolVersion version = ProtocolNegotiation.versionOf(ctx);
        if (version.isModern()) {
            throw notAllowed("POST");
        }
        if (!Accept.of(ctx).names(EventStream.TYPE)) {
            throw JsonRpcException.httpError(406, "Accept must include " + EventStream.TYPE);
        }
        JsonRpcRequest request =
                new JsonRpcRequest(Optional.empty(), Listen.GET, JsonNodeFactory.instance.objectNode());
        Reply reply = granted.conversation().replyTo(request, ctx);
        Answer answer = granted.methods().handle(request, reply.addTo(new Exchange(version)));
        if (answer instanceof HttpRejection rejection) {
            rejection.send(ctx);
        } else if (answer instanceof Result result) {
            reply.send(200, result.body());
        }
    }

    private static MethodNotAllowedResponse notAllowed(String allowed) {
        return new MethodNotAllowedResponse("", Map.of("Allow", allowed));
    }
}
