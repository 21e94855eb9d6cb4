package dev.mcpauth.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client of the official Java SDK receives progress. */
class SdkClientTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            environment -> App.create(environment, Clock.systemUTC(), time -> {}), TokenFixture.settings(KEYS));

    @Test
    void sdkHearsOfProgress() throws InterruptedException {
        List<Double> heard = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(10);
        String url = "http://localhost:" + SERVER.port();
        try (McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(url)
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder()
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + TokenFixture.valid(PAIR, Instant.now())
                                                        .token()))
                        .build())
                .progressConsumer(progress -> {
                    heard.add(progress.progress());
                    all.countDown();
                })
                .build()) {
            client.initialize();
            McpSchema.CallToolResult result = client.callTool(
                    new McpSchema.CallToolRequest("reverse", Map.of("text", "abc"), Map.of("progressToken", "p-1")));
            assertEquals("cba", ((McpSchema.TextContent) result.content().get(0)).text());
            assertTrue(
                    all.await(20, TimeUnit.SECONDS),
                    heard::toString); // the SDK may return the result before it has told all
        }
        assertEquals(
                IntStream.rangeClosed(1, 10).mapToObj(i -> (double) i).toList(),
                heard.stream().sorted().toList(), // the SDK does not preserve the order
                heard::toString);
    }
}
