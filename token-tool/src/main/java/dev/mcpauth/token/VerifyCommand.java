package dev.mcpauth.token;

import dev.mcpauth.jsonrpc.LimitedLog;
import dev.mcpauth.jwt.IssuerKeys;
import dev.mcpauth.jwt.TokenSettings;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.Check;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerifier;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description =
                "Runs the checks of step 6 and shows what each expects and finds. Exit code 1 if the token is rejected.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private TokenParameter token;

    @Option(names = "--issuer", paramLabel = "URL", description = "Default: MCP_ISSUER, else http://localhost:9001.")
    private String issuer;

    @Option(
            names = "--audience",
            paramLabel = "URL",
            description = "Default: MCP_AUDIENCE, else the public URL with /mcp.")
    private String audience;

    @Mixin
    private Options options;

    @Spec
    private CommandSpec spec;

    private final Clock clock;
    private final InputStream input;

    VerifyCommand(Clock clock, InputStream input) {
        this.clock = clock;
        this.input = input;
    }

    @Override
    public Integer call() throws KeysUnavailableException {
        options.override("MCP_ISSUER", issuer);
        options.override("MCP_AUDIENCE", audience);
        PrintWriter out = spec.commandLine().getOut();
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        TokenSettings settings = options.tokens();
        IssuerKeys keys = IssuerKeys.from(options.environment(), settings, clock);
        out.println(settings);
        out.println("Keys: " + keys.description());
        TokenVerifier verifier = new TokenVerifier(keys.forVerification(), settings.rules(), clock);
        try {
            Caller caller = verifier.verify(
                    token.read(input),
                    (check, expected, found) ->
                            out.println(ansi.string("@|green yes|@  ") + line(check, expected, found)));
            out.println(ansi.string("@|bold,green Accepted|@") + ": the caller is "
                    + InspectCommand.harmless(caller.username()) + ".");
            return 0;
        } catch (TokenRejectedException e) {
            out.println(ansi.string("@|red NO|@   ") + line(e.check(), e.expected(), e.found()));
            out.println(ansi.string("@|bold,red Rejected|@: ") + e.check().sentence() + ".");
            return 1;
        }
    }

    private static String line(Check check, Object expected, Object found) {
        return "%s: expected %s, found %s".formatted(check.rule(), brief(expected), brief(found));
    }

    /** The token is not trusted: its values must neither flood nor control the terminal. */
    private static String brief(Object value) {
        return LimitedLog.brief(String.valueOf(value));
    }
}
