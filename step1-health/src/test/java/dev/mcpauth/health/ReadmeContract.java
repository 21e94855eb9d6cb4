package dev.mcpauth.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the examples in the README of a module. In a {@code console} block, each command after {@code $} runs against the
 * server of the module, and the lines that follow must be its output; {@code …} stands for any text. A command sees the
 * variables that earlier commands have set, as in a single shell.
 */
public interface ReadmeContract {

    RunningServer server();

    /** The address of the server in the README; the tests replace it with that of the running server. */
    default String addressInReadme() {
        return "localhost:9000";
    }

    /** Other servers in the README, by their address there. */
    default Map<String, RunningServer> otherServersInReadme() {
        return Map.of();
    }

    /** Shell variables that the reader of the README has set before. */
    default Map<String, String> shellVariables() {
        return Map.of();
    }

    @TestFactory
    default List<DynamicTest> readmeExamplesMatchTheServer() throws IOException {
        assumeTrue(new ProcessBuilder("sh", "-c", "command -v curl")
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0);
        Path variables = Files.createTempFile("variables", ".sh");
        variables.toFile().deleteOnExit();
        List<DynamicTest> tests = Pattern.compile("```console\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .flatMap(block -> Arrays.stream(block.group(1).split("(?m)^(?=\\$ )")))
                .map(Example::of)
                .map(example -> dynamicTest(example.command(), () -> assertOutput(example, variables)))
                .toList();
        assertFalse(tests.isEmpty(), "the README shows no command");
        return tests;
    }

    /** A command, whose first line starts with {@code $} and whose further lines are indented, and its output. */
    record Example(String command, String output) {
        static Example of(String text) {
            List<String> lines = text.lines().toList();
            int end = 1;
            while (end < lines.size() && lines.get(end).startsWith(" ")) {
                end++;
            }
            String command = String.join("\n", lines.subList(0, end)).substring("$ ".length());
            return new Example(command, String.join("\n", lines.subList(end, lines.size())));
        }
    }

    private String withRunningPorts(String command) {
        Map<String, RunningServer> servers = new HashMap<>(otherServersInReadme());
        servers.put(addressInReadme(), server());
        String result = command;
        for (Map.Entry<String, RunningServer> running : servers.entrySet()) {
            result = result.replace(
                    running.getKey(), "localhost:" + running.getValue().port());
        }
        return result;
    }

    private void assertOutput(Example example, Path variables) throws Exception {
        String command = withRunningPorts(example.command());
        String script = "set -a\n. " + variables + "\n" + command + "\nexport -p >" + variables;
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().putAll(shellVariables());
        Process shell = builder.start();
        String printed = new String(shell.getInputStream().readAllBytes(), UTF_8)
                .replace("\r", "")
                .stripTrailing();
        String pattern = Arrays.stream(example.output().split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("(?s:.*)"));
        if (!printed.matches(pattern)) {
            assertEquals(example.output(), printed);
        }
    }
}
