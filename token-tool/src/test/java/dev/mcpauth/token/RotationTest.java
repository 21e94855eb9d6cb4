package dev.mcpauth.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.Environment;
import dev.mcpauth.jwt.App;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** Rotates the keys under a load of fifty requests per second, with old and new tokens. */
class RotationTest {

    private static final int REQUESTS = 150;
    private static final int ROTATIONS = 3;
    private static final int PER_SECOND = 50;

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void noRequestFailsWhileKeysRotate() throws Exception {
        run("keys", "generate");
        Javalin server = App.create(new Environment(Map.of(
                        "MCP_PORT", "0", "MCP_PUBLIC_URL", "http://localhost:9000", "MCP_KEYS_DIR", folder.toString())))
                .start();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Future<String>> rotations = new ConcurrentLinkedQueue<>();
        AtomicInteger sent = new AtomicInteger();
        String old = issue();
        try {
            var load = threads.scheduleAtFixedRate(
                    () -> {
                        int number = sent.incrementAndGet();
                        if (number % (REQUESTS / ROTATIONS) == 0) {
                            rotations.add(threads.submit(() -> run("keys", "rotate")));
                        }
                        String token = number % 2 == 0 ? old : issue(); // signed with the current key
                        String answer = ping(server.port(), token);
                        if (!answer.startsWith("200 ")) {
                            failures.add(answer);
                        }
                        if (number >= REQUESTS) {
                            throw new IllegalStateException("enough");
                        }
                    },
                    0,
                    1000 / PER_SECOND,
                    TimeUnit.MILLISECONDS);
            try {
                load.get(110, TimeUnit.SECONDS);
            } catch (ExecutionException enough) {
                assertEquals("enough", enough.getCause().getMessage());
            }
            for (Future<String> rotation : rotations) {
                rotation.get();
            }
        } finally {
            threads.shutdownNow();
            server.stop();
        }
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(1 + ROTATIONS, Run.in(folder, "keys", "list").out().lines().count());
    }

    private String run(String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--dir", folder.toString()))
                .toArray(String[]::new);
        Run run = Run.of(Clock.systemUTC(), "", Ansi.OFF, all);
        assertEquals(0, run.exitCode(), run.err());
        return run.line();
    }

    private String issue() {
        return run("issue", "--username", "alice", "--scopes", "mcp:read");
    }

    private String ping(int port, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }
}
