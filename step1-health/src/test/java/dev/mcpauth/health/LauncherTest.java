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
import org.junit.jupiter.api.Test;

/** What the process prints, and its exit codes. */
class LauncherTest {

    @Test
    void exitsWithZeroAfterSigterm() throws Exception {
        assertStartsAndStops(App.class);
    }

    @Test
    void reportsInOneLineThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            assertFailsWith(
                    Map.of("MCP_PORT", port),
                    "Cannot start: Port " + port
                            + " of 127.0.0.1 is not free (Address already in use). Stop the program that"
                            + " uses it, maybe another step, or set MCP_PORT");
        }
    }

    @Test
    void warnsAboutMisspeltSettingsAndRemoteAccess() throws Exception {
        Process process = start(App.class, Map.of("MCP_PORT", "0", "MCP_HOST", "0.0.0.0", "MCP_PUBLIC_ULR", "x"));
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertLine(
                    "WARN  MCP_PUBLIC_ULR is not a setting of this server; did you mean MCP_PUBLIC_URL?",
                    output.readLine());
            assertLine("INFO  Setting MCP_HOST=0.0.0.0", output.readLine());
            assertLine("INFO  Setting MCP_PORT=0", output.readLine());
            assertLine("WARN  MCP_HOST=0.0.0.0 lets other machines connect", output.readLine());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void reportsAnInvalidSettingInOneLine() throws Exception {
        assertFailsWith(
                Map.of("MCP_PORT", "http"),
                "Cannot start: MCP_PORT must be a whole number from 0 to 65535, not \"http\"");
    }

    private static void assertStartsAndStops(Class<?> main) throws Exception {
        Process process = start(main, Map.of("MCP_PORT", "0"));
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertLine("INFO  Setting MCP_PORT=0", output.readLine());
            assertLine("INFO  Listening on 127.0.0.1 port ", output.readLine());
            process.toHandle().destroy(); // SIGTERM
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            assertLine("INFO  Shutting down; waiting up to 5 s for in-flight requests", output.readLine());
            assertLine("INFO  Stopped", output.readLine());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertLine(String expected, String line) {
        assertTrue(line != null && line.contains(expected), () -> "expected \"" + expected + "\", got: " + line);
    }

    private static void assertFailsWith(Map<String, String> settings, String message) throws Exception {
        Process process = start(App.class, settings);
        List<String> lines = process.inputReader(UTF_8).lines().toList();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
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
