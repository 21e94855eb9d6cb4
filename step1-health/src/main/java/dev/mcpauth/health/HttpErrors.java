package dev.mcpauth.health;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns a failure into an HTTP response, unless MCP or OAuth define the response:
 * {@code {"error": "<code>", "error_description": "<sentence>"}}. Both are fixed for each status, so a response never
 * quotes the request and reveals nothing about the server. The log has the cause.
 */
final class HttpErrors {

    private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);

    private HttpErrors() {}

    static void addTo(JavalinConfig config) {
        config.routes.exception(HttpResponseException.class, (e, ctx) -> send(ctx, e.getStatus()));
        config.routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            ctx.header("Allow", String.join(", ", e.getDetails().values()));
            send(ctx, e.getStatus());
        });
        config.routes.exception(Exception.class, HttpErrors::sendUnexpected);
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("A handler failed", error);
            response.setStatus(500);
            response.setContentType("application/json");
            try {
                response.getOutputStream().write(body(500));
            } catch (IOException gone) {
                LOG.warn("The client disconnected before the error response was sent");
            }
        });
        config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors()));
    }

    private static void sendUnexpected(Exception e, Context ctx) {
        if (e instanceof HttpException malformed) { // Jetty found it while a handler read the body
            send(ctx, malformed.getCode());
        } else {
            LOG.error("The handler of {} {} failed", ctx.method(), ctx.endpoint().path, e);
            send(ctx, 500);
        }
    }

    private static void send(Context ctx, int status) {
        ctx.status(status).contentType("application/json").result(body(status));
    }

    private static byte[] body(int status) {
        HttpStatus known = HttpStatus.forStatus(status);
        String sentence = switch (known) {
            case BAD_REQUEST -> "The request is malformed.";
            case NOT_FOUND -> "No resource exists at this path.";
            case METHOD_NOT_ALLOWED -> "Method not allowed; the Allow header lists the supported methods.";
            case INTERNAL_SERVER_ERROR -> "The server failed.";
            default -> known.getMessage() + ".";
        };
        return "{\"error\":\"%s\",\"error_description\":\"%s\"}"
                .formatted(known.name().toLowerCase(Locale.ROOT), sentence)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** For requests that Jetty rejects before any handler sees them. */
    private static final class JettyErrors extends ErrorHandler {
        @Override
        protected void generateResponse(
                Request request, Response response, int code, String message, Throwable cause, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.write(true, ByteBuffer.wrap(body(code)), callback);
        }
    }
}
