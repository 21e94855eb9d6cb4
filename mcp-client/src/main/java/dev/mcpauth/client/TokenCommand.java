package dev.mcpauth.client;

import dev.mcpauth.client.auth.Authorizer;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Program;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = {
            "Prints the access token for another program, such as curl; refreshes it first if necessary.",
            "Anyone who sees the token can use it until it expires.",
        },
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    /** RFC 6750 section 2.1. Anything else could change the command line or the terminal that it is written to. */
    private static final Pattern BEARER_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    @Parameters(index = "0", paramLabel = "URL", converter = ServerUrl.class, description = "The MCP server.")
    private URI server;

    @Mixin
    private final Options options;

    TokenCommand(Surroundings surroundings) {
        this.options = new Options(surroundings);
    }

    @Override
    public Integer call() {
        Authorizer authorizer = new Authorizer(
                options.signIn(server), options.cache(), options.surroundings().clock());
        String token = authorizer.begin().token().orElseThrow(this::notSignedIn);
        boolean expired = options.cache()
                .load(server)
                .map(credentials -> credentials.expiresWithin(
                        Duration.ZERO, options.surroundings().clock().instant()))
                .orElse(true);
        if (expired) {
            throw notSignedIn();
        }
        if (!BEARER_TOKEN.matcher(token).matches()) {
            throw new Failure(ExitCode.ERROR, "The token of " + server + " has characters that no token may have.");
        }
        options.out().println(token);
        return ExitCode.OK.number();
    }

    private Failure notSignedIn() {
        return new Failure(
                ExitCode.SIGN_IN,
                "You are not signed in to " + server + ". Run: " + Program.command("login " + server));
    }
}
