package dev.mcpauth.health;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server to which each step adds its parts: strict about what it reads, exact about its paths, graceful when it
 * stops.
 */
public final class WebServer {

    /** How long in-flight requests may take when the server is told to stop. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /**
     * What a client may take up.
     *
     * @param idle how long it may be silent, between two requests and within one
     * @param head how long it may take for the head of a request, however many bytes it sends meanwhile
     * @param connections how many connections may be open; more wait to be accepted
     */
    record Limits(Duration idle, Duration head, int connections) {

        /** A process may often have 1,024 open files, and some are not connections. */
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(15), 800);
    }

    /** Connections that wait to be accepted. With Jetty's default of 50, many clients that connect at once wait for seconds. */
    private static final int BACKLOG = 1024;

    private static final String WELCOME = """
            This is a server of the course "MCP Auth, Step by Step". It is for programs:
            MCP clients send POST requests to /mcp (from step 2 on). Monitors send GET /health.
            Read README.md of the course to go on.
            """;

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private final Environment environment;
    private final ServerSettings settings;
    private final Optional<ServerSocketChannel> anyPort;
    private final List<Part> parts = new ArrayList<>();
    private final List<Runnable> notes = new ArrayList<>();

    private WebServer(Environment environment, ServerSettings wanted) {
        this.environment = environment;
        // Port 0 is bound at once, because the public URL contains the port.
        this.anyPort = wanted.port() == 0 ? Optional.of(bind(wanted)) : Optional.empty();
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

    /** Something that the operator reads when the server starts. */
    public WebServer note(String line) {
        notes.add(() -> LOG.info(line));
        return this;
    }

    /** Everyone may use this server: the operator is warned if other machines can connect. */
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
        return create(Limits.DEFAULT);
    }

    Javalin create(Limits limits) {
        ServerSocketChannel channel = anyPort.orElseGet(() -> bind(settings));
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.events.serverStarted(this::logStart);
            config.events.serverStopped(() -> LOG.info("Stopped"));

            // Routes match the path byte by byte: no other spelling of /health is /health, so nothing bypasses a
            // filter.
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
            RequestHeadTimeout headTimeout = new RequestHeadTimeout(limits.head());
            config.jetty.addConnector((server, http) -> {
                ServerConnector connector = connector(server, http, channel);
                connector.setIdleTimeout(limits.idle().toMillis());
                connector.addEventListener(headTimeout);
                return connector;
            });
            // When it stops, a connector accepts no more connections, and waits until those that are open have their
            // responses.
            config.jetty.modifyServer(server -> {
                server.setStopTimeout(STOP_TIMEOUT.toMillis());
                server.insertHandler(headTimeout);
                server.addBean(new NetworkConnectionLimit(limits.connections(), server));
            });
        });
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ServerSocketChannel channel) {
        // With one thread that accepts connections, the limit of connections is exact.
        ServerConnector connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(http));
        try {
            connector.open(channel);
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocketChannel bind(ServerSettings settings) {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress(settings.address(), settings.port()), BACKLOG);
        } catch (BindException e) {
            if (settings.port() == 0 || e.getMessage().startsWith("Cannot assign")) {
                throw new InvalidSettingException("MCP_HOST", settings.host(), "an address of this machine");
            }
            throw new InvalidSettingException("Port " + settings.port() + " of " + settings.host() + " is not free ("
                    + e.getMessage() + "). Stop the program that uses it, maybe another step, or set MCP_PORT");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the operator should know: which settings are in force, and which look misspelt. */
    private void logStart() {
        environment.unknown().forEach(LOG::warn);
        environment.inUse().forEach((name, value) -> LOG.info("Setting {}={}", name, value));
        notes.forEach(Runnable::run);
        LOG.info("Listening on {} port {}, public URL {}", settings.host(), settings.port(), settings.publicUrl());
    }

    /**
     * Javalin honours X-HTTP-Method-Override and also treats the names of its filters as methods. Either would bring a
     * request to a handler of another method.
     */
    private static void rejectDisguisedMethods(Context ctx) {
        if (ctx.header("X-HTTP-Method-Override") != null || !ctx.method().isHttpMethod()) {
            throw new BadRequestResponse();
        }
    }
}
