package dev.mcpauth.client;

import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.util.Arrays;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: signs in to MCP servers and calls them. */
@Command(
        name = "mcp",
        description = "Signs in to MCP servers, lists what they offer, and calls their tools.",
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "1.0.0",
        footer = {
            "",
            "Exit codes: 0 done, 1 the tool or the server reported an error, 2 wrong usage,",
            "3 not signed in, 4 not allowed, 5 server unreachable.",
            "Results go to standard output, everything else to standard error.",
        })
public final class McpClient implements Runnable {

    @Spec
    private CommandSpec spec;

    private McpClient() {}

    public static void main(String[] args) {
        // The JDK keeps idle connections for 30 s, but Node.js closes them after 5 s: a request in between would fail.
        System.setProperty("jdk.httpclient.keepalive.timeout", "3");
        System.exit(commandLine(Surroundings.real()).execute(args));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine client = new CommandLine(new McpClient())
                .addSubcommand(new LoginCommand(surroundings))
                .addSubcommand(new LogoutCommand(surroundings))
                .addSubcommand(new WhoamiCommand(surroundings))
                .addSubcommand(new TokenCommand(surroundings))
                .addSubcommand(new ToolsCommand(surroundings))
                .addSubcommand(new CallCommand(surroundings))
                .addSubcommand(new PromptsCommand(surroundings))
                .addSubcommand(new GetCommand(surroundings))
                .addSubcommand(new ResourcesCommand(surroundings))
                .addSubcommand(new ReadCommand(surroundings))
                .addSubcommand(new ListenCommand(surroundings))
                .addSubcommand("completion", new GenerateCompletion());
        client.setUsageHelpAutoWidth(true);
        client.setParameterExceptionHandler((e, arguments) -> {
            CommandLine command = e.getCommandLine();
            command.getErr()
                    .println(command.getColorScheme().errorText(unknownOption(arguments, command) + e.getMessage()));
            command.getErr().println("Run: " + command.getCommandSpec().qualifiedName() + " --help");
            return ExitCode.USAGE.number();
        });
        client.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
            if (e instanceof Failure failure) {
                return failure.exitCode().number();
            }
            e.printStackTrace(command.getErr()); // a bug
            return ExitCode.ERROR.number();
        });
        return client;
    }

    /** Picocli reports a missing option before an unknown one, which is often the same option with a typo. */
    private static String unknownOption(String[] arguments, CommandLine command) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.split("=", 2)[0])
                .filter(name -> command.getCommandSpec().findOption(name) == null)
                .findFirst()
                .map(name -> "Unknown option: " + name + ". ")
                .orElse("");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
