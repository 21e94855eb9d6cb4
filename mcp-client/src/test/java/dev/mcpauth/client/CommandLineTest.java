package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

    private static final List<String> COMMANDS = List.of(
            "login",
            "logout",
            "whoami",
            "tools",
            "call",
            "prompts",
            "get",
            "resources",
            "read",
            "listen",
            "completion");

    @TempDir
    private Path folder;

    private Run run(int exitCode, String... arguments) {
        Run run = Run.Client.in(folder, command -> {}).run(arguments);
        assertEquals(exitCode, run.exitCode(), run.all());
        return run;
    }

    @Test
    void helpListsAllCommands() {
        String help = run(0, "--help").out();
        COMMANDS.forEach(command -> assertTrue(help.contains("  " + command + " "), command + " is not in " + help));
        assertTrue(run(2).err().contains("Missing command"));
    }

    @Test
    void eachCommandHasItsOwnHelp() {
        for (String command : COMMANDS.subList(0, 10)) {
            assertTrue(run(0, command, "--help").out().contains("Usage: mcp " + command), command);
            assertTrue(run(0, "help", command).out().contains("Usage: mcp " + command), command);
        }
    }

    @Test
    void completesAllCommands() {
        String script = run(0, "completion").out();
        COMMANDS.forEach(command -> assertTrue(script.contains(command), command));
    }

    @Test
    void namesTheUnknownCommandOrOption() {
        assertTrue(run(2, "tolls").err().contains("tolls"));
        assertTrue(run(2, "tools", "http://localhost/mcp", "--jason").err().contains("Unknown option: --jason"));
        assertTrue(run(2, "tools", "localhost").err().contains("must be the http or https URL of an MCP server"));
    }
}
