package dev.mcpauth.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: checks an MCP server from outside. */
@Command(
        name = "check_auth.sh",
        description = {
            "Checks any MCP server from outside: transport, protocol, access tokens, OAuth metadata, scopes.",
            "It never calls a tool that exists.",
        },
        mixinStandardHelpOptions = true,
        version = "1.0.0",
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 no check failed, 1 checks of low or medium severity failed, 2 checks of high or critical",
            "severity failed, 64 wrong usage, or there is no MCP server at the URL, 70 a bug in this program.",
        })
final class ServerCheck implements Callable<Integer> {

    static final int USAGE = 64;
    private static final int BUG = 70;
    private static final int LAST_STEP = 8;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The URL of the MCP server, such as http://localhost:9000/mcp.")
    private String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "A token that the server accepts (default: MCP_TOKEN, which other users of the machine cannot see).")
    private String token;

    @Option(
            names = "--insufficient-token",
            paramLabel = "TOKEN",
            description =
                    "A valid token that lacks a scope for tools/call or tools/list (default: MCP_INSUFFICIENT_TOKEN).")
    private String insufficientToken;

    @Option(
            names = "--mint",
            paramLabel = "COMMAND",
            description =
                    "A command that prints the token that its last argument names. scripts/mint.sh mints the tokens of this course.")
    private String mint;

    @Option(names = "--step", paramLabel = "N", description = "Only the checks up to step N of the course.")
    private int step = LAST_STEP;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "For each request (default: 10).")
    private int timeout = 10;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write the report as JUnit XML.")
    private Path junit;

    @Option(names = "--list", description = "List all checks with their specifications, without checking a server.")
    private boolean list;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    private ServerCheck(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine program = new CommandLine(new ServerCheck(environment));
        program.setUsageHelpAutoWidth(true);
        program.setParameterExceptionHandler((e, arguments) -> {
            CommandLine command = e.getCommandLine();
            command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
            command.getErr().println("Run: scripts/check_auth.sh --help");
            return USAGE;
        });
        program.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof IOException) {
                command.getErr()
                        .println(command.getColorScheme().errorText("Cannot write the report: " + e.getMessage()));
                return USAGE;
            }
            e.printStackTrace(command.getErr());
            return BUG;
        });
        return program;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Checks.byStep().stream()
                    .filter(check -> check.step() <= step)
                    .forEach(check -> out.printf(
                            "%d  %-8s  %s%n   %s [%s]%n",
                            check.step(), check.severity(), check.id(), check.demand(), check.clause()));
            return 0;
        }
        try {
            URI server = server();
            Report report = Run.check(server, credentials(server), step(), Duration.ofSeconds(timeout()));
            out.print(json ? report.json().toPrettyString() + "\n" : report.text());
            out.flush();
            if (junit != null) {
                Files.writeString(junit, report.junit());
            }
            return report.grade().exitCode();
        } catch (Run.Unreachable e) {
            spec.commandLine().getErr().println(e.getMessage());
            return USAGE;
        }
    }

    private URI server() {
        if (url == null) {
            throw new ParameterException(spec.commandLine(), "Missing URL of the MCP server");
        }
        return Metadata.parse(url)
                .filter(it -> "http".equals(it.getScheme()) || "https".equals(it.getScheme()))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "The URL must start with http:// or https://, not \"" + Report.brief(url) + "\""));
    }

    private int step() {
        if (step < 1) {
            throw new ParameterException(spec.commandLine(), "--step must be at least 1, not " + step);
        }
        return step;
    }

    private int timeout() {
        if (timeout < 1 || timeout > 600) {
            throw new ParameterException(spec.commandLine(), "--timeout must be from 1 to 600, not " + timeout);
        }
        return timeout;
    }

    private Credentials credentials(URI server) {
        Credentials credentials = new Credentials(
                token("--token", token, "MCP_TOKEN"),
                token("--insufficient-token", insufficientToken, "MCP_INSUFFICIENT_TOKEN"),
                mint == null ? null : new ShellMint(mint));
        if (!credentials.equals(Credentials.NONE) && !Server.isProtected(server)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Tokens are only sent over https, or to this machine; unset MCP_TOKEN to check without");
        }
        return credentials;
    }

    private String token(String option, String value, String variable) {
        String fromEnvironment = environment.getOrDefault(variable, "");
        String chosen = value != null ? value : fromEnvironment.isEmpty() ? null : fromEnvironment;
        if (chosen != null && !chosen.matches("[\\x21-\\x7e]+")) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " and " + variable + " must be visible ASCII characters without spaces");
        }
        return chosen;
    }
}
