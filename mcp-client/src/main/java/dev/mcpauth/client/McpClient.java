package dev.mcpauth.client;

import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.HttpClients;
import dev.mcpauth.client.shared.Program;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
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

    private static final Map<String, Function<Surroundings, Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("login", LoginCommand::new);
        COMMANDS.put("logout", LogoutCommand::new);
        COMMANDS.put("whoami", WhoamiCommand::new);
        COMMANDS.put("token", TokenCommand::new);
        COMMANDS.put("tools", ToolsCommand::new);
        COMMANDS.put("call", CallCommand::new);
        COMMANDS.put("prompts", PromptsCommand::new);
        COMMANDS.put("get", GetCommand::new);
        COMMANDS.put("resources", ResourcesCommand::new);
        COMMANDS.put("read", ReadCommand::new);
        COMMANDS.put("listen", ListenCommand::new);
    }

    @Spec
    private CommandSpec spec;

    private McpClient() {}

    public static void main(String[] args) {
        // The JDK keeps idle connections for 30 s, but Node.js closes them after 5 s: a request in between would fail.
        System.setProperty("jdk.httpclient.keepalive.timeout", "3");
        int exitCode = commandLine(Surroundings.real(), args).execute(args);
        HttpClients.stop();
        System.exit(exitCode);
    }

    /**
     * The command line for these arguments. Picocli reads the annotations of each command, which takes longer than a command
     * runs; so if the arguments name a command, there is only this one.
     */
    static CommandLine commandLine(Surroundings surroundings, String... args) {
        CommandLine client = new CommandLine(new McpClient());
        String name = args.length == 0 ? "" : args[0];
        COMMANDS.forEach((command, create) -> {
            if (!COMMANDS.containsKey(name) || command.equals(name)) {
                client.addSubcommand(command, create.apply(surroundings));
            }
        });
        if (!COMMANDS.containsKey(name)) {
            client.addSubcommand("completion", new GenerateCompletion());
        }
        client.setUsageHelpAutoWidth(true);
        client.setParameterExceptionHandler((e, arguments) -> {
            CommandLine command = e.getCommandLine();
            command.getErr()
                    .println(command.getColorScheme().errorText(unknownOption(arguments, command) + e.getMessage()));
            String help = command.getCommandSpec().qualifiedName() + " --help";
            command.getErr().println("Run: " + Program.command(help.substring("mcp ".length())));
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
