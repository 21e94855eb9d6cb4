package dev.mcpauth.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.WebServer;
import dev.mcpauth.health.Wire;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.AbstractConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies that are slow, malformed, truncated or too long. */
class BodyBufferTest {

    /** A server that limits the time for a body to half a second. */
    @RegisterExtension
    static final RunningServer HALF_SECOND = RunningServer.of(environment -> WebServer.from(environment)
            .add(new BodyBuffer(Duration.ofMillis(500)))
            .add(config -> config.routes.post(
                    "/echo", ctx -> ctx.result(ctx.bodyInputStream().readAllBytes())))
            .create());

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    private static final String HEAD = "POST /echo HTTP/1.1\nHost: localhost\nConnection: close\n";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void passesOnABodyThatArrivesInTime() {
        assertEquals("hello", HALF_SECOND.request().body("hello").post("/echo").asString());
        String chunked = "5\r\nhello\r\n0\r\n\r\n";
        assertEquals(
                "hello",
                HALF_SECOND
                        .send(HEAD + "Transfer-Encoding: chunked\n\n", bytes(chunked), true)
                        .body());
        assertEquals("", HALF_SECOND.request().post("/echo").asString());
    }

    @Test
    void rejectsMalformedAndTruncatedBodies() {
        Wire.Answer malformed =
                HALF_SECOND.send(HEAD + "Transfer-Encoding: chunked\n\n", bytes("not a chunk\r\n"), true);
        assertEquals(400, malformed.status());
        assertEquals(
                "{\"error\":\"bad_request\",\"error_description\":\"The request is malformed.\"}", malformed.body());
        assertEquals(
                400,
                HALF_SECOND
                        .send(HEAD + "Content-Length: 8\n\n", bytes("half"), false)
                        .status());
    }

    @Test
    void limitsTheTotalTimeOfABody() throws Exception {
        try (Socket socket = new Socket("localhost", HALF_SECOND.port())) {
            socket.getOutputStream().write(bytes((HEAD + "Content-Length: 10000\n\n").replace("\n", "\r\n")));
            socket.setSoTimeout(50); // between two bytes
            for (int sent = 0; sent < 400; sent++) {
                try {
                    socket.getOutputStream().write('x');
                    byte[] status = new byte[12];
                    assertEquals(12, socket.getInputStream().readNBytes(status, 0, 12));
                    assertEquals("HTTP/1.1 408", new String(status, StandardCharsets.UTF_8));
                    return;
                } catch (SocketTimeoutException noResponseYet) {
                    // Send another byte.
                } catch (SocketException closed) {
                    return; // the byte crossed the response, so this client does not see the response
                }
            }
        }
        throw new AssertionError("no response to 400 bytes");
    }

    /** A body may take longer than a head: the time for the head ends before the body is received. */
    @Test
    void theTimeLimitOfTheHeadIsNotForTheBody() throws Exception {
        Duration head = Duration.ofMillis(400);
        WebServer server = WebServer.from(new Environment(Map.of("MCP_PORT", "0")))
                .add(new BodyBuffer())
                .add(config -> config.routes.post(
                        "/echo", ctx -> ctx.result(ctx.bodyInputStream().readAllBytes())));
        Javalin app = RunningServer.withHeadTimeout(server, head).start();
        try (Socket socket = new Socket("localhost", app.port())) {
            socket.getOutputStream().write(bytes((HEAD + "Content-Length: 5\n\nhel").replace("\n", "\r\n")));
            socket.setSoTimeout(3 * (int) head.toMillis());
            assertThrows(SocketTimeoutException.class, socket.getInputStream()::read, "the connection was closed");
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes("lo"));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("hello"), answer);
        } finally {
            app.stop();
        }
    }

    /** There are more slow bodies than the server has threads; none of them may use a thread. */
    @Test
    void slowBodiesDoNotDelayOtherRequests() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket("localhost", SERVER.port());
                slow.add(socket);
                socket.getOutputStream()
                        .write(bytes("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 100000\r\n\r\n{"));
            }
            for (int i = 0; i < 10; i++) {
                for (Socket socket : slow) {
                    socket.getOutputStream().write(' ');
                }
                assertEquals(200, SERVER.request().get("/health").statusCode());
                assertEquals(
                        200,
                        SERVER.request()
                                .header("Content-Type", "application/json")
                                .body(PING)
                                .post("/mcp")
                                .statusCode());
            }
            for (Socket socket : slow) {
                // If slow bodies used threads, the other requests would have waited until a slow body was rejected.
                assertEquals(0, socket.getInputStream().available());
                socket.getOutputStream().write(' ');
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void limitsTheMemoryOfAllBodies() throws Exception {
        List<Socket> large = new ArrayList<>();
        String head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n";
        byte[] almost = new byte[1024 * 1024 - 1];
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("localhost", SERVER.port());
                large.add(socket);
                try {
                    socket.getOutputStream().write(bytes(head));
                    socket.getOutputStream().write(almost);
                } catch (IOException rejectedMeanwhile) {
                    // The server has already closed this connection.
                }
            }
            assertTrue(isAnyRejected(large));
            // The server still accepts a short body.
            assertEquals(
                    200,
                    SERVER.request()
                            .header("Content-Type", "application/json")
                            .body(PING)
                            .post("/mcp")
                            .statusCode());
        } finally {
            for (Socket socket : large) {
                socket.close();
            }
        }
    }

    /** Waits until the server rejects one of the bodies, because they need too much memory together. */
    private static boolean isAnyRejected(List<Socket> sockets) throws IOException {
        List<Socket> unanswered = new ArrayList<>(sockets);
        while (!unanswered.isEmpty()) {
            for (Socket socket : List.copyOf(unanswered)) {
                socket.setSoTimeout(1);
                try {
                    byte[] status = new byte[12];
                    int read = socket.getInputStream().readNBytes(status, 0, 12);
                    if (read < 12 || new String(status, StandardCharsets.UTF_8).equals("HTTP/1.1 503")) {
                        return true;
                    }
                    unanswered.remove(socket); // this body was idle for too long
                } catch (SocketTimeoutException noResponse) {
                    // The memory was sufficient for this body.
                } catch (SocketException reset) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void receivesABodyThatPausesWhileTheServerStops() throws Exception {
        Javalin app = App.create(new Environment(Map.of("MCP_PORT", "0"))).start();
        AbstractConnector connector =
                (AbstractConnector) app.jettyServer().server().getConnectors()[0];
        try (Socket client = new Socket("localhost", app.port())) {
            client.setSoTimeout(20_000);
            askFirst(client);
            client.getOutputStream().write(bytes(PING.substring(0, 10)));
            Thread stop = new Thread(app::stop);
            stop.start();
            while (!connector.isShutdown()) {
                Thread.onSpinWait();
            }
            client.setSoTimeout(1000); // a pause longer than the idle timeout of a server that stops
            assertThrows(SocketTimeoutException.class, client.getInputStream()::read);
            client.setSoTimeout(20_000);
            client.getOutputStream().write(bytes(PING.substring(10)));
            String response = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(response.contains("HTTP/1.1 200"), response);
            stop.join();
        }
    }

    @Test
    void rejectsATransferCodingThatItDoesNotUnderstand() {
        for (String coding : List.of("gzip, chunked", "chunked, gzip", "identity", "x")) {
            Wire.Answer answer =
                    HALF_SECOND.send(HEAD + "Transfer-Encoding: " + coding + "\n\n", bytes("0\r\n\r\n"), true);
            assertTrue(answer.status() == 501 || answer.status() == 400, answer::toString);
        }
    }

    @Test
    void rejectsALongBodyBeforeA100Continue() {
        Wire.Answer answer = SERVER.send(
                "POST /mcp HTTP/1.1\nHost: localhost\nContent-Type: application/json\nConnection: close\n"
                        + "Expect: 100-continue\nContent-Length: 5000000\n\n",
                new byte[0],
                true);
        assertEquals(413, answer.status());
    }

    @Test
    void sends100ContinueForAShortBody() throws Exception {
        try (Socket socket = new Socket("localhost", SERVER.port())) {
            askFirst(socket);
            socket.getOutputStream().write(bytes(PING));
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(rest.contains("HTTP/1.1 200"), rest);
        }
    }

    /** Sends the head of a request, and waits until the server is ready to receive the body. */
    private static void askFirst(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(bytes("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: " + PING.length()
                        + "\r\n\r\n"));
        String expected = "HTTP/1.1 100 Continue\r\n\r\n";
        byte[] interim = socket.getInputStream().readNBytes(expected.length());
        assertEquals(expected, new String(interim, StandardCharsets.UTF_8));
    }
}
