package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
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

class CallerLimitTest {

    private static final JsonRpcRequest REQUEST =
            new JsonRpcRequest(Optional.empty(), "slow", JsonNodeFactory.instance.objectNode());
    private static final Exchange EXCHANGE = new Exchange(ProtocolVersion.V2026_07_28);

    private static Caller caller(String subject, String client) {
        return new Caller(subject, subject, Optional.of(client), Set.of(), Set.of(), Instant.MAX);
    }

    @Test
    void limitsTheInFlightRequestsOfOneCaller() throws Exception {
        CallerLimit limit = new CallerLimit(new Rejections("mcp", (challenge, status) -> challenge));
        CountDownLatch running = new CountDownLatch(CallerLimit.MAX_IN_FLIGHT);
        CountDownLatch finish = new CountDownLatch(1);
        JsonRpcHandler slow = (request, exchange) -> {
            running.countDown();
            try {
                finish.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Result.of(Map.of());
        };
        JsonRpcHandler fast = (request, exchange) -> Result.of(Map.of());
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Answer>> results = new ArrayList<>();
        for (int i = 0; i < CallerLimit.MAX_IN_FLIGHT; i++) {
            results.add(
                    threads.submit(() -> limit.around(slow, caller("a", "x")).handle(REQUEST, EXCHANGE)));
        }
        running.await();

        HttpRejection rejection = assertInstanceOf(
                HttpRejection.class, limit.around(fast, caller("a", "x")).handle(REQUEST, EXCHANGE));
        assertEquals(429, rejection.status());
        assertEquals("1", rejection.headers().get("Retry-After"));
        assertInstanceOf(Result.class, limit.around(fast, caller("a", "y")).handle(REQUEST, EXCHANGE));
        assertInstanceOf(Result.class, limit.around(fast, caller("b", "x")).handle(REQUEST, EXCHANGE));

        finish.countDown();
        for (Future<Answer> result : results) {
            assertInstanceOf(Result.class, result.get());
        }
        assertInstanceOf(Result.class, limit.around(fast, caller("a", "x")).handle(REQUEST, EXCHANGE));
        threads.shutdown();
    }
}
