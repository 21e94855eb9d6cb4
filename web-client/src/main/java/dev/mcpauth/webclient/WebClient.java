package dev.mcpauth.webclient;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the page of the web client, on this machine only. It has an origin of its own: a page that the MCP server itself served
 * would not need CORS, and every script on that origin could use the page's token.
 */
public final class WebClient implements AutoCloseable {

    private static final int THREADS = 8;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private WebClient(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to listen on the loopback address.
     *
     * @throws IOException if the port is taken
     */
    static WebClient start(Settings settings) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
        WebClient client = new WebClient(server);
        server.setExecutor(client.threads);
        server.createContext("/", new Page(settings));
        server.start();
        return client;
    }

    /** Where the server listens. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    public static void main(String[] args) {
        // The JDK's server waits forever for the rest of a request, unless it is told how many seconds it should wait.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        Settings settings = null;
        try {
            settings = Settings.from(System.getenv());
            int port = start(settings).address().getPort();
            System.out.println("Listening on 127.0.0.1 port " + port + ", for the MCP server " + settings.server());
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
        } catch (IOException e) {
            fail("Port " + settings.port() + " is not free (" + e.getMessage() + "). Set MCP_PORT to another port");
        }
    }

    private static void fail(String message) {
        System.err.println("Cannot start: " + message);
        System.exit(1);
    }
}
