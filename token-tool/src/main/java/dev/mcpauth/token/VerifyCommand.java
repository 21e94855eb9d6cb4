package dev.mcpauth.token;

import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.IssuerKeys;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.TokenSettings;
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
        description = "Makes the checks of step 6, one line each. Exit code 1 if the token is refused.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private TokenParameter token;

    @Option(names = "--issuer", paramLabel = "URL", description = "Default: MCP_ISSUER, or else the public URL.")
    private String issuer;

    @Option(
            names = "--audience",
            paramLabel = "URL",
            description = "Default: MCP_AUDIENCE, or else the public URL with /mcp.")
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
        try {
            Caller caller = verifier()
                    .verify(token.read(input), passed -> out.println(ansi.string("@|green yes|@  " + passed.rule())))
                    .caller();
            out.println(ansi.string("@|bold,green Accepted|@") + ": this is "
                    + InspectCommand.harmless(caller.username()) + ".");
            return 0;
        } catch (TokenRejectedException e) {
            TokenCheck reason = e.reason();
            out.println(ansi.string("@|red NO|@   " + reason.rule()));
            out.println(ansi.string("@|bold,red Refused|@: " + reason.sentence() + "."));
            return 1;
        }
    }

    /** Put together as in the server. */
    private TokenVerifier verifier() {
        TokenSettings tokens = options.tokens();
        return new TokenVerifier(
                IssuerKeys.from(options.environment(), tokens, clock).provider(), tokens, clock);
    }
}
