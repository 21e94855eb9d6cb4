package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.health.Part;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /mcp}: the Streamable HTTP transport of MCP. Each POST carries one message and gets one response; the server
 * keeps no state between them.
 */
public final class McpEndpoint implements Part {

    public static final String PATH = "/mcp";

    private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(McpEndpoint.class));
    private static final Logger BUGS = LoggerFactory.getLogger(McpEndpoint.class);

    /** Fewer than the server has threads, so that the other endpoints still respond. */
    private static final int MAX_IN_FLIGHT = 150;

    private static final HttpRejection BUSY = new HttpRejection(
            503,
            Map.of("Retry-After", "1"),
            new HttpRejection.Problem("temporarily_unavailable", "Too many requests are in flight"));

    private final Function<Context, Admission> admission;
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);

    public McpEndpoint(Function<Context, Admission> admission) {
        this.admission = admission;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.post(PATH, ctx -> admit(ctx, granted -> answer(ctx, granted)));
        config.routes.exception(
                JsonRpcException.class,
                (e, ctx) -> sendError(e, (status, response) -> JsonRpcResponse.write(ctx, status, response)));
        config.routes.error(HttpStatus.METHOD_NOT_ALLOWED, McpEndpoint::explain);
    }

    /** What to do with a request that is admitted. */
    @FunctionalInterface
    public interface Admitted {
        void handle(Admission.Granted granted) throws IOException;
    }

    /** Handles a request, unless too many are in flight, or the admission rejects it. */
    public void admit(Context ctx, Admitted admitted) throws IOException {
        if (!inFlight.tryAcquire()) {
            LOG.warn("busy", "Rejected a request, because {} are in flight", MAX_IN_FLIGHT);
            BUSY.send(ctx);
            return;
        }
        try {
            Admission decision = admission.apply(ctx);
            if (decision instanceof HttpRejection rejection) {
                rejection.send(ctx);
            } else if (decision instanceof Admission.Granted granted) {
                try {
                    admitted.handle(granted);
                } finally {
                    granted.done().run();
                }
            }
        } finally {
            inFlight.release();
        }
    }

    private static void answer(Context ctx, Admission.Granted granted) throws IOException {
        JsonNode message = Json.parse(RequestBody.read(ctx));
        if (message instanceof ObjectNode response && response.has("id") && !response.has("method")) {
            granted.conversation().receiveResponse(response, ProtocolNegotiation.versionOf(ctx), ctx);
            accepted(ctx);
            return;
        }
        JsonRpcRequest request = JsonRpcRequest.of(message);
        Reply reply = granted.conversation().replyTo(request, ctx);
        try {
            McpHeaders headers = McpHeaders.of(ctx);
            if (request.isNotification()) {
                granted.conversation().receive(request, ProtocolNegotiation.versionOfHeader(headers), ctx);
                accepted(ctx);
                return;
            }
            ProtocolVersion version = ProtocolNegotiation.negotiate(headers, request);
            Exchange exchange = new Exchange(version);
            if (version.isModern() && request.method().equals("tools/call")) {
                exchange = exchange.with(ParameterHeaders.class, new ParameterHeaders(ctx));
            }
            call(request, exchange, granted, reply, ctx);
        } catch (JsonRpcException e) {
            sendError(e.answering(request.id()), reply);
        } catch (RuntimeException | Error bug) {
            BUGS.error("The method {} failed", LimitedLog.brief(request.method()), bug);
            sendError(JsonRpcException.internalError().answering(request.id()), reply);
        }
    }

    /**
     * Calls a method, and sends what it returns.
     *
     * @throws JsonRpcException if the response is an error
     */
    public static void call(
            JsonRpcRequest request, Exchange exchange, Admission.Granted granted, Reply reply, Context ctx) {
        Answer answer = granted.methods().handle(request, reply.addTo(exchange));
        if (answer instanceof HttpRejection rejection) {
            rejection.send(ctx);
        } else if (answer instanceof Result result) {
            JsonRpcResponse.result(request, result, exchange.protocolVersion()).send(reply);
        }
    }

    /** The message wants no response. */
    private static void accepted(Context ctx) {
        ctx.status(202).removeHeader("Content-Type");
    }

    /** The operator sees which requests were malformed; the client is told the same. */
    private static void sendError(JsonRpcException e, Reply reply) {
        if (e.status() >= 400 && e.status() < 500) {
            LOG.warn("HTTP " + e.status(), "Rejected a request with status {}: {}", e.status(), e.getMessage());
        }
        JsonRpcResponse.error(e).send(reply);
    }

    /** Someone who opens the endpoint in a browser reads what it is for. */
    private static void explain(Context ctx) {
        if (ctx.path().equals(PATH)) {
            ctx.result(Json.write(new HttpRejection.Problem(
                    "method_not_allowed",
                    "This is an MCP endpoint: MCP clients send JSON-RPC messages here with POST."
                            + " The README of step 2 shows how.")));
        }
    }
}
