package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The methods of a request never see the caller of a concurrent request. */
class IsolationTest {

    private static final int THREADS = 64;
    private static final int CALLERS = 200;

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    /** Returns the name of the caller. */
    private static Tool whoAmI(Caller caller) {
        return new Tool(
                new ToolDefinition("who_am_i", null, null, Json.toTree(Map.of()), null, null),
                (arguments, exchange) -> CallToolResult.of(caller.username(), Map.of()));
    }

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(IsolationTest::create, TokenFixture.settings(KEYS));

    private static Javalin create(Environment environment) {
        McpServer server = McpServer.from(environment);
        return server.create(BearerTokens.from(environment, server, Clock.systemUTC())
                .require(caller -> new MethodTable().add("tools/call", new CallTool(List.of(whoAmI(caller))))));
    }

    @Test
    void neverMixesUpConcurrentCallers() throws Exception {
        TokenFixture valid = TokenFixture.valid(PAIR, Instant.now());
        List<String> tokens = IntStream.range(0, CALLERS)
                .mapToObj(i -> valid.with("sub", "id-" + i)
                        .with("preferred_username", "user-" + i)
                        .token())
                .toList();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Callable<List<String>>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, CALLERS).boxed().toList());
            Collections.shuffle(order, new Random(thread));
            tasks.add(() -> {
                List<String> wrong = new ArrayList<>();
                for (int caller : order) {
                    String answer = ask(client, tokens.get(caller));
                    if (!answer.equals("user-" + caller)) {
                        wrong.add("user-" + caller + " got the response for " + answer);
                    }
                }
                return wrong;
            });
        }
        List<String> wrong = new ArrayList<>();
        for (Future<List<String>> result : threads.invokeAll(tasks)) {
            wrong.addAll(result.get());
        }
        threads.shutdown();
        assertEquals(List.of(), wrong);
    }

    private static String ask(HttpClient client, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + SERVER.port() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "who_am_i"}}"""))
                .build();
        String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return Json.parse(body.getBytes(StandardCharsets.UTF_8))
                .at("/result/content/0/text")
                .asText();
    }
}
