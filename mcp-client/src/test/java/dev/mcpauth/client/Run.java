package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.auth.SignIn;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Limits;
import dev.mcpauth.health.MovableClock;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** One run of the client: its exit code, its standard output and its standard error. */
record Run(int exitCode, String out, String err) {

    /** How to run the client. */
    record Client(
            Path home,
            Surroundings.Programs programs,
            boolean terminal,
            String input,
            Clock clock,
            Consumer<Duration> sleep,
            Limits limits,
            Map<String, String> environment) {

        static Client in(Path home, Surroundings.Programs programs) {
            return new Client(home, programs, false, "", Clock.systemUTC(), SignIn::sleep, Limits.DEFAULT, Map.of());
        }

        /** The same with a person who types these lines. */
        Client typing(String lines) {
            return new Client(home, programs, true, lines, clock, sleep, limits, environment);
        }

        /** The same with a clock that only this test moves, or that moves when the client waits. */
        Client at(MovableClock other) {
            return new Client(home, programs, terminal, input, other, other::move, limits, environment);
        }

        Client waiting(Consumer<Duration> other) {
            return new Client(home, programs, terminal, input, clock, other, limits, environment);
        }

        Client within(Limits others) {
            return new Client(home, programs, terminal, input, clock, sleep, others, environment);
        }

        Client with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Client(home, programs, terminal, input, clock, sleep, limits, more);
        }

        Run run(String... arguments) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Map<String, String> variables = new HashMap<>(environment);
            variables.putIfAbsent("MCP_CLIENT_HOME", home.toString());
            Surroundings surroundings = new Surroundings(
                    variables, new BufferedReader(new StringReader(input)), terminal, programs, clock, sleep, limits);
            int exitCode = McpClient.commandLine(surroundings, arguments)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                    .execute(arguments);
            return new Run(exitCode, out.toString(), err.toString());
        }
    }

    JsonNode json() {
        return Json.parse(out).orElseThrow(() -> new AssertionError("not JSON: " + out + err));
    }

    String all() {
        return out + err;
    }
}
