package dev.mcpauth.health;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests {@link WebServer} with handlers that fail, that take long, and that read a body. */
class WebServerTest {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> WebServer.from(environment)
            .add(config -> {
                config.routes.get("/bug", ctx -> {
                    throw new IllegalStateException("secret in a message");
                });
                config.routes.get("/error", ctx -> {
                    throw new StackOverflowError();
                });
                config.routes.post(
                        "/echo", ctx -> ctx.result(ctx.bodyInputStream().readAllBytes()));
            })
            .create());

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void returns500WithoutDetailsForABug() {
        SERVER.request()
                .get("/bug")
                .then()
                .statusCode(500)
                .body(equalTo("{\"error\":\"internal_server_error\",\"error_description\":\"The server failed.\"}"));
    }

    @Test
    void returns500ForAVirtualMachineErrorAndKeepsRunning() {
        SERVER.request().get("/error").then().statusCode(500).body("error", equalTo("internal_server_error"));
        SERVER.request().body("hello").post("/echo").then().body(equalTo("hello"));
    }

    @Test
    void rejectsAMalformedChunkedBody() {
        Wire.Answer answer = SERVER.send("""
                POST /echo HTTP/1.1
                Host: localhost
                Transfer-Encoding: chunked

                this is not a chunk
                """);
        assertEquals(400, answer.status());
    }

    @Test
    void rejectsATruncatedBody() {
        byte[] half = "half".getBytes(StandardCharsets.UTF_8);
        Wire.Answer answer =
                Wire.send(SERVER.port(), "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 8\n\n", half, false);
        assertEquals(400, answer.status());
    }

    @Test
    void closesIdleConnectionsAfterTenSeconds() {
        Javalin app = WebServer.from(new Environment(Map.of("MCP_PORT", "0")))
                .create()
                .start();
        try {
            assertEquals(10_000, app.jettyServer().server().getConnectors()[0].getIdleTimeout());
        } finally {
            app.stop();
        }
    }

    @Test
    void handlersMayRunLongerThanTheTimeLimits() throws Exception {
        Duration limit = Duration.ofMillis(1500);
        Javalin app = WebServer.from(new Environment(Map.of("MCP_PORT", "0")))
                .add(config -> config.routes.get("/long", ctx -> {
                    boolean never = new CountDownLatch(1).await(2500, TimeUnit.MILLISECONDS);
                    ctx.result("done: " + !never);
                }))
                .create(new Connections.Limits(limit, limit, 100))
                .start();
        try {
            Wire.Answer answer = Wire.send(app.port(), "GET /long HTTP/1.1\nHost: localhost\n");
            assertEquals("done: true", answer.body());
        } finally {
            app.stop();
        }
    }

    @Test
    void closesAConnectionWhoseRequestHeadTakesTooLong() throws Exception {
        Javalin app = start(new Connections.Limits(LONG, Duration.ofMillis(800), 100));
        try (Socket client = new Socket("localhost", app.port())) {
            assertTrue(ask(client).startsWith("HTTP/1.1 200")); // the limit holds for each request on the connection
            client.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.UTF_8));
            assertTrue(isClosedWhileSending(client), "the server still reads the head of the request");
        } finally {
            app.stop();
        }
    }

    @Test
    void acceptsNoMoreConnectionsThanTheLimit() throws Exception {
        Javalin app = start(new Connections.Limits(LONG, LONG, 3));
        try (Socket one = new Socket("localhost", app.port());
                Socket two = new Socket("localhost", app.port());
                Socket three = new Socket("localhost", app.port());
                Socket waiting = new Socket("localhost", app.port())) {
            for (Socket open : List.of(one, two, three)) {
                assertTrue(ask(open).startsWith("HTTP/1.1 200"));
            }
            waiting.getOutputStream().write(REQUEST);
            waiting.setSoTimeout(300);
            assertThrows(SocketTimeoutException.class, waiting.getInputStream()::read, "a fourth connection is served");
            one.shutdownOutput();
            waiting.setSoTimeout(20_000);
            assertEquals('H', waiting.getInputStream().read());
        } finally {
            app.stop();
        }
    }

    private static Javalin start(Connections.Limits limits) {
        return WebServer.from(new Environment(Map.of("MCP_PORT", "0")))
                .create(limits)
                .start();
    }

    /** Sends one byte every few milliseconds, for at most ten seconds. */
    private static boolean isClosedWhileSending(Socket client) throws IOException {
        client.setSoTimeout(20);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            try {
                client.getOutputStream().write('x');
                if (client.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException stillOpen) {
                // The server waits for more bytes.
            } catch (SocketException closed) {
                return true;
            }
        }
        return false;
    }

    @Test
    void stopsGracefully() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        WebServer server = WebServer.from(new Environment(Map.of("MCP_PORT", "0")));
        int port = server.settings().port();
        Javalin app = server.add(config -> config.routes.get("/slow", ctx -> {
                    started.countDown();
                    finish.await();
                    ctx.result("finished");
                }))
                .create();
        app.start();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Socket client = new Socket("localhost", port)) {
            client.getOutputStream()
                    .write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            started.await();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(app::stop, threads);
            awaitRefusal(port);
            assertFalse(stopping.isDone(), "stopped before the in-flight request was answered");
            finish.countDown();
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.endsWith("finished"), answer);
            stopping.join(); // although the client keeps its connection open
        }
        threads.shutdown();
    }

    @Test
    void answersRequestsOnOpenConnectionsAndClosesThemWhileItStops() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        WebServer server = WebServer.from(new Environment(Map.of("MCP_PORT", "0")));
        int port = server.settings().port();
        Javalin app = server.add(config -> config.routes.get("/slow", ctx -> {
                    started.countDown();
                    finish.await();
                    ctx.result("finished");
                }))
                .create()
                .start();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Socket slow = new Socket("localhost", port);
                Socket open = new Socket("localhost", port)) {
            assertTrue(ask(open).startsWith("HTTP/1.1 200"));
            slow.getOutputStream()
                    .write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            started.await();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(app::stop, threads);
            awaitRefusal(port);
            String answer;
            do {
                answer = ask(open);
                assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 200"), answer);
            } while (!answer.isEmpty() && !answer.contains("Connection: close"));
            finish.countDown();
            stopping.join();
        }
        threads.shutdown();
    }

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    /** The response to a request on a connection that may stay open; empty if the connection is closed. */
    private static String ask(Socket connection) throws Exception {
        connection.setSoTimeout(20_000);
        StringBuilder answer = new StringBuilder();
        try {
            connection.getOutputStream().write(REQUEST);
            while (answer.indexOf("of the course.\n") < 0) { // the end of the page at /
                int next = connection.getInputStream().read();
                if (next < 0) {
                    break;
                }
                answer.append((char) next);
            }
        } catch (SocketException closed) {
            // The request crossed the end of the connection.
        }
        return answer.toString();
    }

    private static void awaitRefusal(int port) throws Exception {
        long deadline = System.nanoTime() + Connections.STOP_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
            } catch (ConnectException refused) {
                return;
            } catch (SocketTimeoutException | SocketException notYetRefused) {
                // The backlog is full, or the server has just stopped accepting connections; try again.
            }
        }
        Assertions.fail("the server still accepts connections");
    }
}
