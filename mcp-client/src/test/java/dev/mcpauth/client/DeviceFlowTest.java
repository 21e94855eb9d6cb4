package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.client.FakeWorld.Answer;
import dev.mcpauth.health.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The polling of RFC 8628 section 3.5. The clock moves when the client waits, so no test does. */
class DeviceFlowTest {

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();
    private final MovableClock clock = new MovableClock();
    private final List<Long> waits = new ArrayList<>();
    private Run.Client client;

    @BeforeEach
    void begin() {
        world.metadata.remove("code_challenge_methods_supported"); // no redirect, so no PKCE
        client = Run.Client.in(folder.resolve("home"), world).at(clock).waiting(time -> {
            waits.add(time.toSeconds());
            clock.move(time);
        });
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void answer(String... errors) {
        for (String error : errors) {
            world.tokenAnswers.add(Answer.json(400, "{\"error\":\"" + error + "\"}"));
        }
    }

    private Run login(String... more) {
        List<String> arguments = new ArrayList<>(List.of("login", world.mcpUrl(), "--device"));
        arguments.addAll(List.of(more));
        return client.run(arguments.toArray(String[]::new));
    }

    @Test
    void pollsAtTheIntervalUntilTheUserHasDecided() {
        world.device.put("interval", 7);
        answer("authorization_pending", "authorization_pending");
        Run run = login("--scope", "a b");
        assertEquals(0, run.exitCode(), run.all());
        assertEquals(List.of(7L, 7L, 7L), waits);
        assertTrue(run.err().contains("ABCD-EFGH"), run.err());
        String begin = world.received.stream()
                .filter(request -> request.startsWith("POST /device"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "a b",
                FakeWorld.form(begin.substring(begin.lastIndexOf('\n') + 1)).get("scope"));
        assertEquals(
                world.mcpUrl(),
                FakeWorld.form(begin.substring(begin.lastIndexOf('\n') + 1)).get("resource"));
        assertEquals(world.mcpUrl(), world.tokenRequests.get(0).get("resource"));
    }

    @Test
    void waitsFiveSecondsBetweenPollsIfTheServerDoesNotSay() {
        world.device.remove("interval");
        assertEquals(0, login().exitCode());
        assertEquals(List.of(5L), waits);
    }

    @Test
    void becomesSlowerEachTimeThatTheServerAsks() {
        answer("slow_down", "authorization_pending", "slow_down");
        assertEquals(0, login().exitCode());
        assertEquals(List.of(1L, 6L, 6L, 11L), waits);
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, was denied in the browser",
        "authorization_declined, was denied in the browser",
        "expired_token, The code has expired. Run login --device again.",
        "strange, ended the sign-in: strange",
    })
    void stopsAtEachOtherError(String error, String message) {
        answer("authorization_pending", error);
        Run run = login();
        assertEquals(3, run.exitCode(), run.all());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(2, world.tokenRequests.size());
        assertEquals(3, client.run("whoami", world.mcpUrl()).exitCode());
    }

    @Test
    void stopsWhenTheCodeHasExpired() {
        world.device.put("expires_in", 30).put("interval", 10);
        answer("authorization_pending", "authorization_pending", "authorization_pending", "authorization_pending");
        Run run = login();
        assertEquals(3, run.exitCode(), run.all());
        assertTrue(run.err().contains("The code has expired"), run.err());
        assertEquals(List.of(10L, 10L), waits);
    }

    @Test
    void waitsAtMostHalfAnHour() {
        world.device.put("expires_in", 1_000_000).put("interval", 600);
        answer("authorization_pending", "authorization_pending", "authorization_pending", "authorization_pending");
        assertEquals(3, login().exitCode());
        assertTrue(
                waits.stream().mapToLong(Long::longValue).sum()
                        <= Duration.ofMinutes(30).toSeconds(),
                waits.toString());
    }

    @Test
    void saysThatTheServerHasNoDeviceFlow() {
        world.metadata.remove("device_authorization_endpoint");
        Run run = login();
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("does not support the device flow"), run.err());
    }

    @Test
    void registersWithoutARedirectUri() {
        assertEquals(0, login().exitCode());
        String registration = world.received.stream()
                .filter(request -> request.startsWith("POST /register"))
                .findFirst()
                .orElseThrow();
        assertTrue(registration.contains("urn:ietf:params:oauth:grant-type:device_code"), registration);
        assertTrue(!registration.contains("redirect_uris"), registration);
    }
}
