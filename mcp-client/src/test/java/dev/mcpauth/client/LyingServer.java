package dev.mcpauth.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A place where nothing secret must arrive. It records all that it receives, and answers as a test tells it. */
final class LyingServer implements AutoCloseable {

    /** Writes the body of a response. */
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    private record Lie(int status, Map<String, String> headers, Body body) {}

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Map<String, Lie> lies = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    /** @param port 0 for any */
    private LyingServer(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lying server");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    static LyingServer start() {
        return new LyingServer(0);
    }

    /** Takes a port that the client would use. */
    static LyingServer on(int port) {
        return new LyingServer(port);
    }

    String url() {
        return "http://localhost:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    LyingServer answer(String path, int status, Map<String, String> headers, Body body) {
        lies.put(path, new Lie(status, headers, body));
        return this;
    }

    LyingServer json(String path, String json) {
        return answer(
                path,
                200,
                Map.of("Content-Type", "application/json"),
                out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers without end: more and more bytes, or none at all after the headers. */
    LyingServer endless(String path, String type, boolean silent) {
        return answer(path, 200, Map.of("Content-Type", type), out -> {
            byte[] bytes = " ".repeat(1000).getBytes(StandardCharsets.UTF_8);
            out.write(bytes);
            out.flush();
            while (!silent) {
                out.write(bytes);
            }
            await();
        });
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n"
                + exchange.getRequestHeaders().entrySet() + "\n" + body);
        Lie lie = lies.getOrDefault(exchange.getRequestURI().getPath(), new Lie(404, Map.of(), out -> {}));
        try (exchange) {
            lie.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(lie.status(), 0);
            lie.body().write(exchange.getResponseBody());
        }
    }

    /** Each request with its headers and its body. */
    List<String> received() {
        return received;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
