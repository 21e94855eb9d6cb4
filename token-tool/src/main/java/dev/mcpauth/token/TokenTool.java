package dev.mcpauth.token;

import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: creates keys and tokens, including attack tokens, and verifies tokens as the servers of this course do. */
@Command(
        name = "token-tool",
        description = "Creates keys and access tokens to practise with, and decodes and verifies tokens.",
        subcommands = {HelpCommand.class, GenerateCompletion.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "1.0.0",
        footer = {
            "",
            "Exit codes: 0 done, 1 rejected or failed, 2 wrong usage.",
            "Tokens go to standard output, messages to standard error.",
        })
public final class TokenTool implements Runnable {

    @Spec
    private CommandSpec spec;

    private TokenTool() {}

    public static void main(String[] args) {
        System.exit(commandLine(Clock.systemUTC(), System.in).execute(args));
    }

    /** The whole tool, with this clock and this standard input. */
    static CommandLine commandLine(Clock clock, InputStream input) {
        CommandLine tool = new CommandLine(new TokenTool())
                .addSubcommand(new KeysCommand())
                .addSubcommand(new IssueCommand(clock))
                .addSubcommand(new DemoCommand(clock))
                .addSubcommand(new InspectCommand(clock, input))
                .addSubcommand(new VerifyCommand(clock, input))
                .addSubcommand(new AttackCommand(clock, input));
        tool.setUsageHelpAutoWidth(true);
        tool.setParameterExceptionHandler((e, arguments) -> {
            CommandLine command = e.getCommandLine();
            command.getErr()
                    .println(command.getColorScheme().errorText(unknownOption(arguments, command) + e.getMessage()));
            command.usage(command.getErr());
            return 2;
        });
        tool.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
            return 1;
        });
        return tool;
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
