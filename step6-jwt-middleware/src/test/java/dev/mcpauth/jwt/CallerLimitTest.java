package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.dispatch.CallTool;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.core.Caller;
import io.javalin.Javalin;
import io.restassured.response.ValidatableResponse;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallerLimitTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID = TokenFixture.valid(PAIR, Instant.now());
    private static final CountDownLatch RUNNING = new CountDownLatch(CallerLimit.MAX_IN_FLIGHT);
    private static final CountDownLatch FINISH = new CountDownLatch(1);

    private static final Tool SLOW = new Tool(
            new ToolDefinition("slow", null, null, Json.toTree(Map.of()), null, null), (arguments, exchange) -> {
                RUNNING.countDown();
                try {
                    FINISH.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return CallToolResult.error("done");
            });

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(CallerLimitTest::create, TokenFixture.settings(KEYS));

    private static Javalin create(Environment environment) {
        McpServer server = McpServer.from(environment);
        MethodTable methods = MethodTable.withCapabilities("tools").add("tools/call", new CallTool(List.of(SLOW)));
        return server.create(
                BearerTokens.from(environment, server, Clock.systemUTC()).require(caller -> methods));
    }

    private static ValidatableResponse send(TokenFixture token, String method) {
        return SERVER.request()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token.token())
                .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{\"name\":\"slow\"}}")
                .post("/mcp")
                .then();
    }

    @Test
    void oneUserCannotTakeUpTheServerWithAnyNumberOfClients() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Integer>> slow = new ArrayList<>();
        for (int i = 0; i < CallerLimit.MAX_IN_FLIGHT; i++) {
            slow.add(threads.submit(() -> send(VALID, "tools/call").extract().statusCode()));
        }
        RUNNING.await();
        send(VALID, "ping").statusCode(429).header("Retry-After", "1").header("Cache-Control", "no-store");
        send(VALID.with("client_id", "another"), "ping").statusCode(429);
        send(VALID.with("sub", "another"), "ping").statusCode(200);
        FINISH.countDown();
        for (Future<Integer> result : slow) {
            assertEquals(200, result.get());
        }
        threads.shutdown();
    }

    @Test
    void aRequestThatEndsMakesRoomForAnother() {
        CallerLimit limit = new CallerLimit();
        Caller caller = new Caller("a", "a", Optional.empty(), Set.of(), Set.of(), Instant.MAX);
        for (int i = 0; i < CallerLimit.MAX_IN_FLIGHT; i++) {
            assertTrue(limit.enter(caller));
        }
        assertFalse(limit.enter(caller));
        limit.leave(caller);
        assertTrue(limit.enter(caller));
        assertFalse(limit.enter(caller));
    }
}
