package dev.mcpauth.agent;

import dev.mcpauth.client.Surroundings;
import dev.mcpauth.client.shared.Limits;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** One run of the agent: its exit code, its answers, and what it told and asked its user. */
record Run(int exitCode, String out, String err) {

    /** What the user types; {@code null} if nobody sits at the terminal. */
    static Run agent(
            Path home,
            Map<String, String> environment,
            Surroundings.Programs browser,
            Clock clock,
            String typed,
            String... arguments) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("MCP_CLIENT_HOME", home.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                variables,
                new BufferedReader(new StringReader(typed == null ? "" : typed)),
                typed != null,
                browser,
                clock,
                time -> {},
                Limits.DEFAULT);
        CommandLine agent = Agent.commandLine(surroundings);
        int exitCode = agent.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    String all() {
        return out + err;
    }
}
