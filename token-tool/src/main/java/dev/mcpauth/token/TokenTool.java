package dev.mcpauth.token;

import java.io.InputStream;
import java.time.Clock;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: makes keys and tokens, also bad ones, and looks at tokens as the servers of this course do. */
@Command(
        name = "token-tool",
        description = "Makes keys and access tokens to practise with, and takes tokens apart.",
        subcommands = {HelpCommand.class, GenerateCompletion.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "1.0.0",
        footer = {
            "",
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
            "A token alone goes to standard output; whatever else there is to say, to standard error.",
        })
public final class TokenTool implements Runnable {

    @Spec
    private CommandSpec spec;

    private TokenTool() {}

    public static void main(String[] args) {
        System.exit(commandLine(Clock.systemUTC(), System.in).execute(args));
    }

    /** The whole tool, by this clock, reading tokens from this input. */
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
            command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
            command.usage(command.getErr());
            return 2;
        });
        tool.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
            return 1;
        });
        return tool;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
