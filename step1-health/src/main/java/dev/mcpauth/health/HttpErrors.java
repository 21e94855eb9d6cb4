package dev.mcpauth.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
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
 * The one place where a failure that MCP and OAuth have no answer of their own for becomes an HTTP response:
 * {@code {"error": "<code>", "error_description": "<sentence>"}}.
 * Both are fixed for each status, so no response repeats what the request said or what the server is made of.
 */
final class HttpErrors {

    private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Body(
            String error, @JsonProperty("error_description") String errorDescription) {

        static byte[] bytes(int status) {
            HttpStatus known = HttpStatus.forStatus(status);
            try {
                return JSON.writeValueAsBytes(new Body(known.name().toLowerCase(Locale.ROOT), sentence(known)));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static String sentence(HttpStatus status) {
            return switch (status) {
                case BAD_REQUEST -> "The request is malformed.";
                case NOT_FOUND -> "There is nothing at this path.";
                case METHOD_NOT_ALLOWED -> "This path does not answer this method; Allow lists those it answers.";
                case INTERNAL_SERVER_ERROR -> "The server made a mistake.";
                default -> status.getMessage() + ".";
            };
        }
    }

    private HttpErrors() {}

    static void addTo(JavalinConfig config) {
        config.routes.exception(HttpResponseException.class, (e, ctx) -> answer(ctx, e.getStatus()));
        config.routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            ctx.header("Allow", String.join(", ", e.getDetails().values()));
            answer(ctx, e.getStatus());
        });
        config.routes.exception(Exception.class, HttpErrors::answerUnexpected);
        config.routes.error(HttpStatus.REQUEST_TIMEOUT, ctx -> answer(ctx, 408)); // Javalin sets the status and no more
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("A handler failed beyond repair");
            response.setStatus(500);
            response.setContentType("application/json");
            try {
                response.getOutputStream().write(Body.bytes(500));
            } catch (IOException gone) {
                LOG.error("Nobody was there to be told");
            }
        });
        config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors()));
    }

    private static void answerUnexpected(Exception e, Context ctx) {
        if (e instanceof HttpException malformed) { // found by Jetty while a handler read the body
            answer(ctx, malformed.getCode());
        } else {
            LOG.error("A handler failed: {} {}", ctx.method(), ctx.endpoint().path);
            answer(ctx, 500);
        }
    }

    private static void answer(Context ctx, int status) {
        ctx.status(status).contentType("application/json").result(Body.bytes(status));
    }

    /** For requests so malformed that Jetty refuses them before any handler sees them. */
    private static final class JettyErrors extends ErrorHandler {
        @Override
        protected void generateResponse(
                Request request, Response response, int code, String message, Throwable cause, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.write(true, ByteBuffer.wrap(Body.bytes(code)), callback);
        }
    }
}
