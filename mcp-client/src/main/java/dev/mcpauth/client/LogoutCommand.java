package dev.mcpauth.client;

import dev.mcpauth.client.auth.Credentials;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "logout",
        description =
                "Revokes the tokens of a server, as far as its authorization server supports that, and deletes them.",
        mixinStandardHelpOptions = true)
final class LogoutCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "URL",
            converter = ServerUrl.class,
            description = "The MCP server.")
    private URI server;

    @Option(names = "--all", description = "Signs out of all servers.")
    private boolean all;

    @Mixin
    private final Options options;

    @Spec
    private CommandSpec spec;

    LogoutCommand(Surroundings surroundings) {
        this.options = new Options(surroundings);
    }

    @Override
    public Integer call() {
        if (all == (server != null)) {
            throw new ParameterException(spec.commandLine(), "logout needs either a URL or --all");
        }
        List<Credentials> stored = all
                ? options.cache().all()
                : options.cache().load(server).map(List::of).orElse(List.of());
        for (Credentials credentials : stored) {
            logout(credentials);
        }
        if (stored.isEmpty()) {
            options.out().println("You were not signed in.");
        }
        return ExitCode.OK.number();
    }

    /** The credentials are deleted in any case: a user who signs out must not stay signed in. */
    private void logout(Credentials credentials) {
        String revoked = "; its tokens are revoked";
        try {
            if (!options.signIn(credentials.server(), Set.of(), false).revoke(credentials)) {
                revoked = "; its authorization server does not revoke tokens, which expire by themselves";
            }
        } catch (Failure failure) {
            options.err().println(failure.getMessage());
            revoked = "; its tokens could not be revoked, and expire by themselves";
        }
        options.cache().delete(credentials.server());
        options.out().println("Signed out of " + credentials.server() + revoked + ".");
    }
}
