package dev.mcpauth.client;

import dev.mcpauth.client.auth.Credentials;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
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
                "Revokes the tokens of a server, as far as its authorization server supports that, and deletes them. Exit"
                        + " code 1 if the revocation fails.",
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
        List<URI> servers =
                all ? options.cache().all().stream().map(Credentials::server).toList() : List.of(server);
        ExitCode worst = ExitCode.OK;
        for (URI one : servers) {
            ExitCode outcome = options.cache().locked(one, () -> logout(one));
            worst = outcome == ExitCode.OK ? worst : outcome;
        }
        if (servers.isEmpty()) {
            options.out().println("You were not signed in.");
        }
        return worst.number();
    }

    /**
     * The credentials are deleted in any case: a user who signs out must not stay signed in. Within the lock, because another
     * command may be refreshing the tokens.
     */
    private ExitCode logout(URI one) {
        try {
            Optional<Credentials> stored = options.cache().load(one);
            if (stored.isEmpty()) {
                options.out().println("You were not signed in.");
                return ExitCode.OK;
            }
            boolean revoked = options.signIn(one).revoke(stored.get());
            options.out()
                    .println(
                            "Signed out of " + one
                                    + (revoked
                                            ? "; its tokens are revoked."
                                            : "; its authorization server does not revoke tokens, which expire by themselves."));
            return ExitCode.OK;
        } catch (Failure failure) {
            options.err().println(failure.getMessage());
            options.out()
                    .println("Signed out of " + one + "; its tokens could not be revoked, and expire by themselves.");
            return ExitCode.ERROR;
        } finally {
            options.cache().delete(one);
        }
    }
}
