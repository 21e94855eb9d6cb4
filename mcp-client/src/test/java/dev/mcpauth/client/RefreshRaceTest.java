package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several commands find an expired token at the same time. */
class RefreshRaceTest {

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();
    private final MovableClock clock = new MovableClock();
    private final String[] tools = {"tools", world.mcpUrl(), "--protocol", "2026-07-28"};
    private Run.Client client;

    @BeforeEach
    void begin() {
        client = Run.Client.in(folder.resolve("home"), world).at(clock);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void assertOneRefresh() {
        assertEquals(
                1,
                world.tokenRequests.stream()
                        .filter(form -> form.get("grant_type").equals("refresh_token"))
                        .count());
        assertEquals(1, world.authorizations.size());
    }

    @Test
    void threadsSpendTheRefreshTokenOnce() throws Exception {
        assertEquals(0, client.run(tools).exitCode());
        clock.move(Duration.ofMinutes(20));

        ExecutorService shells = Executors.newFixedThreadPool(6);
        List<Future<Run>> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            runs.add(shells.submit(() -> client.run(tools)));
        }
        for (Future<Run> run : runs) {
            assertEquals(0, run.get().exitCode(), run.get().all());
        }
        shells.shutdown();
        assertOneRefresh();
    }

    /** The threads above also share locks in memory; processes share only the file. */
    @Test
    void processesSpendTheRefreshTokenOnce() throws Exception {
        assertEquals(0, client.run(tools).exitCode());
        clock.move(Duration.ofMinutes(20));
        world.refreshes = new CountDownLatch(2); // a process that does not wait for the other one arrives meanwhile

        List<Process> shells = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                shells.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WaitingClient.class.getName(),
                                folder.resolve("home").toString(),
                                world.mcpUrl(),
                                clock.instant().toString())
                        .redirectErrorStream(true)
                        .start());
            }
            List<BufferedReader> outputs = new ArrayList<>();
            for (Process shell : shells) {
                BufferedReader output =
                        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
                assertEquals("ready", output.readLine());
                outputs.add(output);
            }
            for (Process shell : shells) {
                try (OutputStream start = shell.getOutputStream()) {
                    start.write('\n');
                }
            }
            for (int i = 0; i < 2; i++) {
                String output = String.join("\n", outputs.get(i).lines().toList());
                assertTrue(shells.get(i).waitFor(1, TimeUnit.MINUTES), output);
                assertEquals(0, shells.get(i).exitValue(), output);
            }
        } finally {
            shells.forEach(Process::destroyForcibly);
        }
        assertOneRefresh();
    }
}
