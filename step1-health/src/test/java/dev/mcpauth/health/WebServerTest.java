package dev.mcpauth.health;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.Javalin;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link WebServer} gives every step, tried on handlers that misbehave. */
class WebServerTest {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> Javalin.create(config -> {
        WebServer.configure(config, ServerSettings.from(environment), Duration.ofMillis(300));
        config.routes.get("/bug", ctx -> {
            throw new IllegalStateException("secret in a message");
        });
        config.routes.get("/error", ctx -> {
            throw new StackOverflowError();
        });
        config.routes.get("/long", ctx -> {
            boolean never = new CountDownLatch(1).await(900, TimeUnit.MILLISECONDS);
            ctx.result("done: " + !never);
        });
        config.routes.post("/echo", ctx -> ctx.result(ctx.bodyInputStream().readAllBytes()));
    }));

    @Test
    void aBugIsA500ThatSaysNothingAboutIt() {
        SERVER.request()
                .get("/bug")
                .then()
                .statusCode(500)
                .body(equalTo(
                        "{\"error\":\"internal_server_error\",\"error_description\":\"The server made a mistake.\"}"));
    }

    @Test
    void anErrorOfTheVirtualMachineIsA500AndTheServerLivesOn() {
        SERVER.request().get("/error").then().statusCode(500).body("error", equalTo("internal_server_error"));
        SERVER.request().body("still here").post("/echo").then().body(equalTo("still here"));
    }

    @Test
    void aBodyThatIsNotHttpIsABadRequest() {
        Wire.Answer answer = SERVER.send("""
                POST /echo HTTP/1.1
                Host: localhost
                Transfer-Encoding: chunked

                this is not a chunk
                """);
        assertEquals(400, answer.status());
    }

    @Test
    void aBodyThatEndsEarlyIsABadRequest() {
        byte[] half = "half".getBytes(StandardCharsets.UTF_8);
        Wire.Answer answer =
                Wire.send(SERVER.port(), "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 8\n\n", half, false);
        assertEquals(400, answer.status());
    }

    @Test
    void aBodyThatDoesNotComeIsATimeout() {
        String head = "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 8\nConnection: close\n\n";
        Wire.Answer answer = SERVER.send(head, "half".getBytes(StandardCharsets.UTF_8), true);
        assertEquals(408, answer.status());
        assertEquals("{\"error\":\"request_timeout\",\"error_description\":\"Request Timeout.\"}", answer.body());
    }

    @Test
    void aSilentClientIsWaitedForTenSeconds() {
        ServerSettings settings = ServerSettings.from(new Environment(Map.of("MCP_PORT", "0")));
        Javalin app =
                Javalin.create(config -> WebServer.configure(config, settings)).start();
        try {
            assertEquals(10_000, app.jettyServer().server().getConnectors()[0].getIdleTimeout());
        } finally {
            app.stop();
        }
    }

    @Test
    void aHandlerMayTakeLongerThanAClientMayBeSilent() {
        SERVER.request().get("/long").then().statusCode(200).body(equalTo("done: true"));
    }

    @Test
    void aClientThatSendsSlowlyWhatNobodyReadsIsAnsweredAllTheSame() throws Exception {
        try (Socket socket = new Socket("localhost", SERVER.port())) {
            socket.getOutputStream()
                    .write("POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            socket.setSoTimeout(100); // between two bytes
            for (int sent = 0; sent < 200; sent++) {
                socket.getOutputStream().write('x');
                try {
                    assertEquals('H', socket.getInputStream().read());
                    return;
                } catch (SocketTimeoutException noAnswerYet) {
                    // Go on.
                }
            }
        }
        Assertions.fail("there was no answer for twenty seconds");
    }

    @Test
    void stopsGracefully() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        ServerSettings settings = ServerSettings.from(new Environment(Map.of("MCP_PORT", "0")));
        Javalin app = Javalin.create(config -> {
            WebServer.configure(config, settings);
            config.routes.get("/slow", ctx -> {
                started.countDown();
                finish.await();
                ctx.result("finished");
            });
        });
        app.start();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Socket patient = new Socket("localhost", settings.port())) {
            patient.getOutputStream()
                    .write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            started.await();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(app::stop, threads);
            awaitRefusal(settings.port());
            assertFalse(stopping.isDone(), "stopped before the request under way was answered");
            finish.countDown();
            String answer = new String(patient.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.endsWith("finished"), answer);
            stopping.join(); // although this client does not hang up
        }
        threads.shutdown();
    }

    private static void awaitRefusal(int port) throws Exception {
        long deadline = System.nanoTime() + WebServer.STOP_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
            } catch (ConnectException refused) {
                return;
            } catch (SocketTimeoutException | SocketException neitherAcceptedNorRefused) {
                // Too many of ours are waiting to be accepted, or the server has just stopped accepting; ask again.
            }
        }
        Assertions.fail("the server still accepts connections");
    }
}
