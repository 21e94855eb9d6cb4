package dev.mcpauth.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the examples in the README of a module. An example is an {@code sh} block that is followed by an {@code output} block,
 * which may be folded away in {@code <details>}. The commands run against the server of the module, and must print the output;
 * {@code …} stands for any text. A command sees the variables that earlier commands have set, as in a single shell.
 */
public interface ReadmeContract {

    /** A system property: if it is {@code true}, outdated outputs and excerpts on the pages are updated. */
    String UPDATE = "pages.update";

    RunningServer server();

    /** The address of the server in the README; the tests replace it with that of the running server. */
    default String addressInReadme() {
        return "localhost:9000";
    }

    /** Other servers in the README, by their address there. */
    default Map<String, RunningServer> otherServersInReadme() {
        return Map.of();
    }

    /** The ports of servers in the README that are not part of the course, by their address there. */
    default Map<String, Integer> otherPortsInReadme() {
        return Map.of();
    }

    /** Shell variables that the reader of the README has set before. */
    default Map<String, String> shellVariables() {
        return Map.of();
    }

    /** The page with the examples. */
    default Path readme() {
        return Path.of("README.md");
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
        String code = "([^`]*)\n```\n+";
        List<DynamicTest> tests = Pattern.compile("```sh\n" + code + "(?:<details>[^\n]*\n+)?```output\n" + code)
                .matcher(Files.readString(readme()))
                .results()
                .map(example -> dynamicTest(
                        example.group(1), () -> assertOutput(example.group(1), example.group(2), variables)))
                .toList();
        assertFalse(tests.isEmpty(), "the README shows no command");
        return tests;
    }

    private String withRunningPorts(String command) {
        Map<String, Integer> ports = new HashMap<>(otherPortsInReadme());
        otherServersInReadme().forEach((address, other) -> ports.put(address, other.port()));
        ports.put(addressInReadme(), server().port());
        String result = command;
        for (Map.Entry<String, Integer> running : ports.entrySet()) {
            result = result.replace(running.getKey(), "localhost:" + running.getValue());
        }
        return result;
    }

    private void assertOutput(String commands, String output, Path variables) throws Exception {
        String script = "set -a\n. " + variables + "\n" + withRunningPorts(commands) + "\nexport -p >" + variables;
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().putAll(shellVariables());
        Process shell = builder.start();
        String printed = new String(shell.getInputStream().readAllBytes(), UTF_8)
                .replace("\r", "")
                .stripTrailing();
        ShownOutput shown = new ShownOutput(output);
        if (!shown.matches(printed)) {
            if (Boolean.getBoolean(UPDATE)) {
                String block = "```output\n%s\n```\n";
                String page = Files.readString(readme());
                String update = block.formatted(shown.updated(printed).text());
                Files.writeString(readme(), page.replace(block.formatted(output), update));
            } else {
                assertEquals(output, printed);
            }
        }
    }
}
