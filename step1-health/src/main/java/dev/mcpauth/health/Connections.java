package dev.mcpauth.health;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Binds the port of a server, limits its connections, and ends them when the server stops. */
final class Connections {

    /** How long in-flight requests may take after the signal to stop. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** How long a connection may be silent while the server stops. Browsers and clients leave idle connections open. */
    private static final Duration STOP_IDLE = Duration.ofMillis(300);

    /**
     * What a client may use.
     *
     * @param idle how long a connection may be silent, between two requests or within a request
     * @param head how long the head of a request may take, no matter how many bytes arrive meanwhile
     * @param connections how many connections may be open; further connections wait to be accepted
     */
    record Limits(Duration idle, Duration head, int connections) {

        /** Fewer than the 4,096 open files that most systems let a Java process have. */
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(15), 1500);
    }

    /** Connections that wait to be accepted. With Jetty's default of 50, many clients that connect at once wait for seconds. */
    private static final int BACKLOG = 1024;

    /**
     * How many characters of headers Jetty remembers on each connection. It looks for each header among those of earlier
     * requests. Finding one as long as an access token takes more time than reading it, so there is only room for short ones.
     */
    private static final int REMEMBERED_HEADERS = 256;

    private Connections() {}

    /** @throws InvalidSettingException if the port is taken, or the address is not one of this machine */
    static ServerSocketChannel bind(ServerSettings settings) {
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

    static void addTo(JavalinConfig config, ServerSocketChannel channel, Limits limits) {
        RequestHeadTimeout headTimeout = new RequestHeadTimeout(limits.head());
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = connector(server, http, channel);
            connector.setIdleTimeout(limits.idle().toMillis());
            connector.setShutdownIdleTimeout(STOP_IDLE.toMillis());
            connector.addEventListener(headTimeout);
            return connector;
        });
        // When a connector stops, it accepts no new connections, and waits until the open connections have their
        // responses.
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_TIMEOUT.toMillis());
            server.insertHandler(headTimeout);
            server.addBean(new NetworkConnectionLimit(limits.connections(), server));
        });
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ServerSocketChannel channel) {
        http.setHeaderCacheSize(REMEMBERED_HEADERS);
        // With a single accepting thread, the limit on connections is exact.
        ServerConnector connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(http));
        try {
            connector.open(channel);
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
