package dev.mcpauth.health;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How every step's server treats HTTP: strict about what it reads, exact about its paths, graceful when it stops. */
public final class WebServer {

    /** How long requests that are under way may take when the server is told to stop. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** How long a client may be silent: between two requests, and while it still has something to send. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** How much of a body that no handler wanted is thrown away before the answer, in bytes, and for how long at most. */
    private static final long MAX_DRAINED = 32L * 1024 * 1024;

    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private WebServer() {}

    public static void configure(JavalinConfig config, ServerSettings settings) {
        configure(config, settings, SILENCE);
    }

    static void configure(JavalinConfig config, ServerSettings settings, Duration silence) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;

        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setHost(settings.host());
            connector.setPort(settings.port());
            connector.setIdleTimeout(silence.toMillis());
            return connector;
        });
        config.jetty.modifyServer(server -> {
            server.insertHandler(new GracefulHandler());
            server.setStopTimeout(STOP_TIMEOUT.toMillis());
        });
        config.events.serverStarted(() -> LOG.info(
                "Listening on {} port {}, public URL {}", settings.host(), settings.port(), settings.publicUrl()));

        // A path is what was sent, byte by byte: no spelling but /health is /health, so no filter can be walked around.
        config.router.ignoreTrailingSlashes = false;
        config.router.caseInsensitiveRoutes = false;
        config.router.treatMultipleSlashesAsSingleSlash = false;

        // Compressing what mixes secrets with a caller's input can reveal the secrets by its length.
        config.http.compressionStrategy = CompressionStrategy.NONE;

        config.http.prefer405over404 = true;
        config.routes.before(ctx -> ctx.header("X-Content-Type-Options", "nosniff"));
        config.routes.before(WebServer::refuseDisguisedMethods);
        config.routes.after(WebServer::drainBody);
        HttpErrors.addTo(config);
    }

    /**
     * Javalin believes X-HTTP-Method-Override, and takes the names of its own filters for methods; either would get a
     * request to a handler that its real method does not lead to.
     */
    private static void refuseDisguisedMethods(Context ctx) {
        if (ctx.header("X-HTTP-Method-Override") != null || !ctx.method().isHttpMethod()) {
            throw new BadRequestResponse();
        }
    }

    /**
     * Reads what a handler has left unread, for a while. A client that is still sending does not listen yet, and would
     * take the end of the connection for the answer; unless it has asked first whether to send at all ({@code Expect}).
     */
    private static void drainBody(Context ctx) {
        if (ctx.header("Expect") != null || ctx.statusCode() == 408) { // who did not send in time has been waited for
            return;
        }
        long start = System.nanoTime();
        try {
            InputStream body = ctx.bodyInputStream();
            byte[] chunk = new byte[64 * 1024];
            long drained = 0;
            int read = 0;
            while (read >= 0 && drained < MAX_DRAINED && System.nanoTime() - start < DRAIN_TIME.toNanos()) {
                read = body.read(chunk);
                drained += read;
            }
        } catch (IOException | RuntimeException gone) {
            LOG.debug("A client has stopped sending");
        }
    }
}
