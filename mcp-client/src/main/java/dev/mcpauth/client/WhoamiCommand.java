package dev.mcpauth.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.auth.Credentials;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Program;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "whoami",
        description = "Shows where you are signed in, as whom, with which scopes, and until when. Never shows a token.",
        mixinStandardHelpOptions = true)
final class WhoamiCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "URL",
            converter = ServerUrl.class,
            description = "The MCP server (default: all).")
    private URI server;

    @Mixin
    private final Options options;

    WhoamiCommand(Surroundings surroundings) {
        this.options = new Options(surroundings);
    }

    @Override
    public Integer call() {
        List<Credentials> all = server == null
                ? options.cache().all()
                : options.cache().load(server).map(List::of).orElse(List.of());
        if (options.json()) {
            ObjectNode document = Json.object();
            ArrayNode accounts = document.putArray("accounts");
            all.forEach(one -> accounts.add(account(one).toJson()));
            options.out().println(Json.pretty(document));
        } else {
            for (int i = 0; i < all.size(); i++) {
                options.out().print(i == 0 ? "" : System.lineSeparator());
                account(all.get(i)).print(options.out(), false);
            }
        }
        if (all.isEmpty()) {
            throw new Failure(
                    ExitCode.SIGN_IN,
                    "You are not signed in"
                            + (server == null
                                    ? "."
                                    : " to " + server + ". Run: " + Program.command("login " + server)));
        }
        return ExitCode.OK.number();
    }

    private Account account(Credentials credentials) {
        return new Account(credentials, options.surroundings().clock());
    }
}
