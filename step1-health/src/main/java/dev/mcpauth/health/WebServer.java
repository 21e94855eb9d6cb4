package dev.mcpauth.health;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server to which each step adds its parts: strict about what it reads, exact about its paths, graceful when it
 * stops.
 */
public final class WebServer {

    private static final String WELCOME = """
            This is a server of the course "MCP Auth, Step by Step". It is for programs, not for browsers:
            MCP clients send POST requests to /mcp (from step 2 on). Monitors send GET /health.
            To continue, read the README.md of the course.
            """;

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private final Environment environment;
    private final ServerSettings settings;
    private final Optional<ServerSocketChannel> anyPort;
    private final List<Part> parts = new ArrayList<>();
    private final List<Runnable> notes = new ArrayList<>();

    private WebServer(Environment environment, ServerSettings wanted) {
        this.environment = environment;
        // Port 0 is bound at once, because the public URL contains the port. Any other port is bound when all settings
        // are read.
        this.anyPort = wanted.port() == 0 ? Optional.of(Connections.bind(wanted)) : Optional.empty();
        this.settings = this.anyPort
                .map(channel -> wanted.boundTo(channel.socket().getLocalPort()))
                .orElse(wanted);
    }

    /** @throws InvalidSettingException if a setting is not usable */
    public static WebServer from(Environment environment) {
        return new WebServer(environment, ServerSettings.from(environment));
    }

    /** The same, for a server with another default port. */
    public static WebServer from(Environment environment, int defaultPort) {
        return new WebServer(environment, ServerSettings.from(environment, defaultPort));
    }

    public ServerSettings settings() {
        return settings;
    }

    /** Filters run in the order in which their parts were added. */
    public WebServer add(Part part) {
        parts.add(part);
        return this;
    }

    /** Adds a line to the log of the start. */
    public WebServer note(String line) {
        notes.add(() -> LOG.info(line));
        return this;
    }

    /** Declares that the server authenticates nobody, and logs a warning at the start if other machines can connect. */
    public WebServer anonymous() {
        if (!settings.isLoopback()) {
            notes.add(() -> LOG.warn(
                    "MCP_HOST={} lets other machines connect, and this server does not ask who is calling",
                    settings.host()));
        }
        return this;
    }

    /**
     * Binds the port and puts the parts together, without starting the server.
     *
     * @throws InvalidSettingException if the port is taken
     */
    public Javalin create() {
        return create(Connections.Limits.DEFAULT);
    }

    Javalin create(Connections.Limits limits) {
        ServerSocketChannel channel = anyPort.orElseGet(() -> Connections.bind(settings));
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.events.serverStarted(this::logStart);
            config.events.serverStopped(() -> LOG.info("Stopped"));

            // Routes match the path byte by byte, so another spelling of /health cannot bypass a filter.
            config.router.ignoreTrailingSlashes = false;
            config.router.caseInsensitiveRoutes = false;
            config.router.treatMultipleSlashesAsSingleSlash = false;

            // The length of a compressed response that mixes a secret with a caller's input can reveal the secret.
            config.http.compressionStrategy = CompressionStrategy.NONE;

            config.http.prefer405over404 = true;
            config.routes.before(ctx -> ctx.header("X-Content-Type-Options", "nosniff"));
            config.routes.before(WebServer::rejectDisguisedMethods);
            config.routes.get("/", ctx -> ctx.contentType("text/plain").result(WELCOME));
            HttpErrors.addTo(config);
            parts.forEach(part -> part.addTo(config));
            Connections.addTo(config, channel, limits);
        });
    }

    /** Logs the settings that are set, and those that look misspelt. */
    private void logStart() {
        environment.unknown().forEach(LOG::warn);
        environment.inUse().forEach((name, value) -> LOG.info("Setting {}={}", name, value));
        notes.forEach(Runnable::run);
        LOG.info("Listening on {} port {}, public URL {}", settings.host(), settings.port(), settings.publicUrl());
    }

    /**
     * Javalin honours X-HTTP-Method-Override, and also accepts the names of its filters as methods. Both would let a
     * request reach the handler of another method.
     */
    private static void rejectDisguisedMethods(Context ctx) {
        if (ctx.header("X-HTTP-Method-Override") != null || !ctx.method().isHttpMethod()) {
            throw new BadRequestResponse();
        }
    }
}
