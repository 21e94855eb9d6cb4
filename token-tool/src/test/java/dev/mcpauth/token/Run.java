package dev.mcpauth.token;

import dev.mcpauth.health.MovableClock;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** One run of the tool: its exit code, its standard output and its standard error. */
record Run(int exitCode, String out, String err) {

    static Run of(Clock clock, String input, Ansi ansi, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine tool = TokenTool.commandLine(
                        clock, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        int exitCode = tool.execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    static Run of(String... arguments) {
        return of(new MovableClock(), "", Ansi.OFF, arguments);
    }

    /** A run with the keys in this folder. */
    static Run in(Path folder, String... arguments) {
        return withInput("", folder, arguments);
    }

    static Run withInput(String input, Path folder, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--dir");
        all.add(folder.toString());
        return of(new MovableClock(), input, Ansi.OFF, all.toArray(String[]::new));
    }

    /** The only line of standard output. */
    String line() {
        return out.strip();
    }
}
