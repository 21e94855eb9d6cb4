package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.RunningServer;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint with methods that fail, and with rejections. */
class McpEndpointTest {

    private static final CountDownLatch RUNNING = new CountDownLatch(150);
    private static final CountDownLatch FINISH = new CountDownLatch(1);

    /** More than the buffers of a connection hold, because {@link #patientWithSmallBuffers} limits them. */
    private static final String LONG_TEXT = "x".repeat(1_000_000);

    private static final MethodTable METHODS = new MethodTable()
            .add("bug", (request, exchange) -> {
                throw new IllegalStateException("secret in a message");
            })
            .add("error", (request, exchange) -> {
                throw new StackOverflowError();
            })
            .add("slow", (request, exchange) -> {
                RUNNING.countDown();
                try {
                    FINISH.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Result.of(Map.of());
            })
            .add("large", (request, exchange) -> Result.of(Map.of("text", LONG_TEXT)))
            .add("nothing", (request, exchange) -> null)
            .add("list", (request, exchange) -> Result.of(List.of(1)))
            .add("rejected", (request, exchange) -> new HttpRejection(418, Map.of("X-Reason", "tea"), Map.of("a", 1)))
            .addModern("own-meta", (request, exchange) -> Result.of(Map.of("_meta", Map.of("mine", 1))));

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> McpServer.from(environment)
            .add(McpEndpointTest::patientWithSmallBuffers)
            .create(ctx -> admission(ctx.header("X-Reject") != null)));

    /**
     * Else each response would fill megabytes of the operating system's memory before its thread waits; and on a busy machine, the
     * idle timeout would end the first of these threads before the last one waits.
     */
    private static void patientWithSmallBuffers(JavalinConfig config) {
        config.jetty.modifyServer(server -> server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                ServerConnector connector = (ServerConnector) server.getConnectors()[0];
                connector.setAcceptedSendBufferSize(16 * 1024);
                connector.setIdleTimeout(300_000);
            }
        }));
    }

    private static Admission admission(boolean rejected) {
        return rejected
                ? new HttpRejection(403, Map.of(), Map.of("error", "rejected"))
                : new Admission.Granted(METHODS);
    }

    private final Mcp mcp = new Mcp(SERVER);

    @ParameterizedTest
    @ValueSource(strings = {"bug", "error", "nothing", "list"})
    void returnsAnInternalErrorWithoutDetailsForABug(String method) {
        mcp.legacy(method, "{}").statusCode(500).body(equalTo("""
                {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error"}}"""));
    }

    @Test
    void sendsARejectionBeforeItParsesTheBody() {
        mcp.request()
                .header("X-Reject", "yes")
                .body("not JSON")
                .post("/mcp")
                .then()
                .statusCode(403)
                .body(equalTo("{\"error\":\"rejected\"}"));
    }

    @Test
    void aMethodCanRejectTheHttpRequest() {
        mcp.legacy("rejected", "{}").statusCode(418).header("X-Reason", "tea").body(equalTo("{\"a\":1}"));
    }

    @Test
    void explainsTheEndpointToBrowsers() {
        SERVER.request()
                .header("Accept", "text/html")
                .get("/mcp")
                .then()
                .statusCode(405)
                .body("error_description", startsWith("This is an MCP endpoint"));
    }

    @Test
    void keepsTheMetadataOfAResult() {
        mcp.modern("own-meta", "{}")
                .body("result._meta.mine", equalTo(1))
                .body("result._meta.'io.modelcontextprotocol/serverInfo'.name", equalTo("mcp-auth-step-by-step"));
    }

    @Test
    void rejectsADuplicateMethod() {
        assertThrows(IllegalArgumentException.class, () -> METHODS.add("bug", (request, exchange) -> null));
    }

    @Test
    void limitsTheRequestsInFlightAndKeepsTheHealthEndpointFree() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Integer>> slow = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            slow.add(threads.submit(() -> mcp.legacy("slow", "{}").extract().statusCode()));
        }
        RUNNING.await();
        mcp.legacy("ping", "{}").statusCode(503).header("Retry-After", "1");
        SERVER.request().get("/health").then().statusCode(200);
        FINISH.countDown();
        for (Future<Integer> result : slow) {
            assertEquals(200, result.get());
        }
        mcp.legacy("bug", "{}").statusCode(500);
        threads.shutdown();
    }

    /** A response that nobody reads fills the buffers, and then its thread waits: it must count as in flight. */
    @Test
    void clientsThatDoNotReadDoNotDelayOthers() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                silent.add(callWithoutReading());
            }
            int status;
            do { // until enough threads wait for the endpoint to reject requests
                silent.add(callWithoutReading()); // because the ping itself can take the place of a silent client
                status = mcp.legacy("ping", "{}").extract().statusCode();
                SERVER.request().get("/health").then().statusCode(200);
            } while (status == 200);
            assertEquals(503, status);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        do {
            // The server notices that the clients are gone.
        } while (mcp.legacy("ping", "{}").extract().statusCode() != 200);
    }

    private static Socket callWithoutReading() throws IOException {
        String body = Mcp.message("large", "{}");
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("localhost", SERVER.port()));
        socket.getOutputStream()
                .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
