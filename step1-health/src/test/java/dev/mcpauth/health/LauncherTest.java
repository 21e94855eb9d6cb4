package dev.mcpauth.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The process around the server: what it prints, and how it exits. */
class LauncherTest {

    @Test
    void stopsWithExitCodeZeroWhenTold() throws Exception {
        assertStartsAndStops(App.class);
    }

    @Test
    void saysInOneLineThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            assertFailsWith(
                    Map.of("MCP_PORT", port),
                    "The server cannot start: Failed to bind to /127.0.0.1:" + port
                            + " (Address already in use); MCP_HOST and MCP_PORT choose another address");
        }
    }

    @Test
    void takesAnotherFreePortIfTheFirstIsGone() throws Exception {
        assertStartsAndStops(Unlucky.class);
    }

    /** A server whose first two free ports are taken by somebody else before it binds them. */
    static final class Unlucky {
        public static void main(String[] args) throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                Environment late = new Environment(Map.of("MCP_PORT", String.valueOf(taken.getLocalPort())));
                AtomicInteger tries = new AtomicInteger();
                Launcher.run(environment -> App.create(tries.incrementAndGet() < 3 ? late : environment));
            }
        }
    }

    @Test
    void saysInOneLineWhichSettingIsBad() throws Exception {
        assertFailsWith(
                Map.of("MCP_PORT", "http"),
                "The server cannot start: MCP_PORT must be a whole number from 0 to 65535, not \"http\"");
    }

    private static void assertStartsAndStops(Class<?> main) throws Exception {
        Process process = start(main, Map.of("MCP_PORT", "0"));
        try (BufferedReader output = process.inputReader(UTF_8)) {
            String ready = output.readLine();
            assertTrue(ready.contains("Listening on 127.0.0.1 port "), ready);
            process.toHandle().destroy(); // SIGTERM
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertFailsWith(Map<String, String> settings, String message) throws Exception {
        Process process = start(App.class, settings);
        List<String> lines = process.inputReader(UTF_8).lines().toList();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        assertEquals(1, lines.size(), () -> String.join("\n", lines));
        assertTrue(lines.get(0).endsWith(message), lines.get(0));
    }

    private static Process start(Class<?> main, Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("MCP_"));
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true).start();
    }
}
