package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several commands find an expired token at the same time. */
class RefreshRaceTest {

    @Test
    void spendsTheRefreshTokenOnce(@TempDir Path folder) throws Exception {
        try (FakeWorld world = new FakeWorld()) {
            MovableClock clock = new MovableClock();
            Run.Client client = Run.Client.in(folder.resolve("home"), world).at(clock);
            String[] tools = {"tools", world.mcpUrl(), "--protocol", "2026-07-28"};
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
            long refreshes = world.tokenRequests.stream()
                    .filter(form -> form.get("grant_type").equals("refresh_token"))
                    .count();
            assertEquals(1, refreshes);
            assertEquals(1, world.authorizations.size());
        }
    }
}
