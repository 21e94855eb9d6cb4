package dev.mcpauth.client;

import dev.mcpauth.client.auth.Credentials;
import dev.mcpauth.client.mcp.Protocol;
import dev.mcpauth.client.mcp.Questions;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "login",
        description = "Signs in to a server with a browser, and stores the credentials for the other commands.",
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "URL", converter = ServerUrl.class, description = "The MCP server.")
    private URI server;

    @Option(names = "--device", description = "Signs in with a browser on another device.")
    private boolean device;

    @Option(
            names = "--scope",
            paramLabel = "SCOPES",
            description = "The scopes to ask for, with spaces between them. Default: those that the server asks for.")
    private String scope;

    @Option(
            names = "--resource",
            paramLabel = "URI",
            description = "What the authorization server calls the MCP server, if that is not its URL.")
    private URI resource;

    @Option(
            names = "--device-endpoint",
            paramLabel = "URL",
            description = "Where --device starts, if the metadata of the authorization server does not name it.")
    private URI deviceEndpoint;

    @Mixin
    private final Options options;

    LoginCommand(Surroundings surroundings) {
        this.options = new Options(surroundings);
    }

    @Override
    public Integer call() {
        if (!options.terminal().canSignIn()) {
            throw new Failure(ExitCode.USAGE, "login needs you: run it without --no-input");
        }
        LoginProbe probe = new LoginProbe();
        try {
            Session.open(options.transport(server, probe), Protocol.AUTO, Questions.NONE, message -> {}, warning -> {})
                    .close();
        } catch (Failure failure) {
            if (probe.rejection().isEmpty()) {
                throw failure;
            }
        }
        if (probe.rejection().isEmpty()) {
            options.out().println(server + " answers without a token; signing in is not necessary.");
            return ExitCode.OK.number();
        }
        Set<String> scopes = new LinkedHashSet<>(
                Arrays.asList(Optional.ofNullable(scope).orElse("").strip().split(" +")));
        scopes.remove("");
        Credentials credentials = options.login(
                        server, scopes, device, Optional.ofNullable(resource), Optional.ofNullable(deviceEndpoint))
                .login(probe.rejection());
        new Account(credentials, options.surroundings().clock()).print(options.out(), options.json());
        return ExitCode.OK.number();
    }
}
