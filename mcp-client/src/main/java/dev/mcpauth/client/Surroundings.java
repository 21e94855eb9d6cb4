package dev.mcpauth.client;

import dev.mcpauth.client.auth.SignIn;
import dev.mcpauth.client.shared.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The environment in which the client runs; tests replace it.
 *
 * @param input standard input
 * @param terminal whether a person sits at standard input and standard error
 * @param programs starts programs, such as a browser
 * @param sleep waits between two polls
 */
public record Surroundings(
        Map<String, String> environment,
        BufferedReader input,
        boolean terminal,
        Programs programs,
        Clock clock,
        Consumer<Duration> sleep,
        Limits limits) {

    /** Starts a program with these arguments; no shell reads them. */
    public interface Programs {
        void start(List<String> command) throws IOException;
    }

    /** Those of this process. */
    public static Surroundings real() {
        return new Surroundings(
                System.getenv(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                isTerminal(),
                Surroundings::start,
                Clock.systemUTC(),
                SignIn::sleep,
                Limits.DEFAULT);
    }

    private static void start(List<String> command) throws IOException {
        new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Since JDK 22, a console need not be a terminal; only these versions have this method. */
    private static boolean isTerminal() {
        Object console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}
