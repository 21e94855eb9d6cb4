package dev.mcpauth.client;

import dev.mcpauth.client.auth.Authorizer;
import dev.mcpauth.client.auth.ClientOptions;
import dev.mcpauth.client.auth.FixedToken;
import dev.mcpauth.client.auth.Overrides;
import dev.mcpauth.client.auth.SignIn;
import dev.mcpauth.client.auth.SignInOptions;
import dev.mcpauth.client.auth.TokenCache;
import dev.mcpauth.client.mcp.Authorization;
import dev.mcpauth.client.mcp.KnownTools;
import dev.mcpauth.client.mcp.Protocol;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.mcp.Transport;
import dev.mcpauth.client.shared.HttpClients;
import dev.mcpauth.client.shared.PrivateFolder;
import dev.mcpauth.client.shared.Trace;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The options that all commands share, and what they wire together. */
final class Options {

    @Option(names = "--json", description = "Prints one JSON document on standard output.")
    private boolean json;

    @Option(names = "--no-auth", description = "Sends no token, does not sign in, and ignores stored credentials.")
    private boolean noAuth;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "An access token to use instead of signing in; - reads it from standard input. Default: MCP_TOKEN."
                            + " Other users of the machine can see arguments.")
    private String token;

    @Option(names = "--client-id", paramLabel = "ID", description = "The ID of a client that is already registered.")
    private String clientId;

    @Option(
            names = "--client-secret",
            paramLabel = "SECRET",
            description = "The secret of this client, if it has one. Default: MCP_CLIENT_SECRET.")
    private String clientSecret;

    @Option(
            names = "--client-metadata-url",
            paramLabel = "URL",
            description = "The https URL of a document with this client's metadata, which serves as its ID.")
    private URI clientMetadataUrl;

    @Option(
            names = "--protocol",
            paramLabel = "VERSION",
            converter = ProtocolConverter.class,
            defaultValue = "auto",
            description = "auto, 2025-11-25 or 2026-07-28 (default: ${DEFAULT-VALUE}).")
    private Protocol protocol;

    @Option(
            names = "--browser",
            paramLabel = "COMMAND",
            description = "The browser for signing in, or none. Default: BROWSER, else the browser of the system.")
    private String browser;

    @Option(
            names = "--callback-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port on 127.0.0.1 to which the browser returns (default: any free port).")
    private int callbackPort;

    @Option(
            names = "--allow-unadvertised-pkce",
            description = "Signs in even if the authorization server does not say that it supports PKCE.")
    private boolean unadvertisedPkce;

    @Option(names = "--no-input", description = "Never asks and never signs in; for scripts.")
    private boolean noInput;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the heads of requests and responses, without tokens.")
    private boolean verbose;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for a response, or for its next event (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private final Surroundings surroundings;
    private final HttpClients clients = new HttpClients();

    Options(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    Terminal terminal() {
        Browser opener = new Browser(Optional.ofNullable(browser), surroundings.environment(), surroundings.programs());
        return new Terminal(err(), surroundings.input(), surroundings.terminal() && !noInput, !noInput, opener);
    }

    TokenCache cache() {
        return TokenCache.ofUser(surroundings.environment());
    }

    KnownTools knownTools(URI server) {
        return new KnownTools(PrivateFolder.ofUser(surroundings.environment()), server);
    }

    Web web() {
        return new Web(clients, trace(), surroundings.limits());
    }

    SignIn signIn(URI server) {
        return signIn(server, Set.of(), false, new Overrides(unadvertisedPkce, Optional.empty(), Optional.empty()));
    }

    private SignIn signIn(URI server, Set<String> scopes, boolean device, Overrides overrides) {
        ClientOptions client = new ClientOptions(
                Optional.ofNullable(clientId),
                Optional.ofNullable(clientSecret).or(() -> variable("MCP_CLIENT_SECRET")),
                Optional.ofNullable(clientMetadataUrl));
        SignInOptions options = new SignInOptions(client, scopes, device, callbackPort, overrides);
        return new SignIn(server, web(), options, terminal(), surroundings.clock(), surroundings.sleep());
    }

    /** Signs in as an explicit login asks. */
    Authorizer login(
            URI server, Set<String> scopes, boolean device, Optional<URI> resource, Optional<URI> deviceEndpoint) {
        Overrides overrides = new Overrides(unadvertisedPkce, resource, deviceEndpoint);
        return new Authorizer(signIn(server, scopes, device, overrides), cache(), surroundings.clock());
    }

    private Authorization authorization(URI server) {
        if (noAuth && token != null) {
            throw new ParameterException(command.commandLine(), "--no-auth and --token exclude each other");
        }
        if (noAuth) {
            return new FixedToken(server, Optional.empty());
        }
        Optional<String> fixed = Optional.ofNullable(token).map(this::read).or(() -> variable("MCP_TOKEN"));
        return fixed.isPresent()
                ? new FixedToken(server, fixed)
                : new Authorizer(signIn(server), cache(), surroundings.clock());
    }

    /** A token as people paste it: with white space around it, or with the scheme in front. */
    private String read(String argument) {
        try {
            String text =
                    argument.equals("-") ? String.valueOf(surroundings.input().readLine()) : argument;
            return text.strip().replaceFirst("^(?i:bearer) +", "");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the token from standard input", e);
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(surroundings.environment().get(name)).filter(value -> !value.isBlank());
    }

    Transport transport(URI server, Authorization authorization) {
        Duration patience = Duration.ofSeconds(Math.max(1, timeout));
        return new Transport(
                server,
                clients.to(server),
                authorization,
                trace(),
                patience,
                surroundings.limits().message());
    }

    /** A session with a server. Progress goes to the bar. */
    Session open(URI server, ProgressBar bar) {
        return Session.open(
                transport(server, authorization(server)), protocol, terminal(), bar::update, err()::println);
    }

    ProgressBar bar() {
        return new ProgressBar(err(), surroundings.terminal());
    }

    private Trace trace() {
        return verbose ? new Trace(err()::println) : Trace.NONE;
    }

    static final class ProtocolConverter implements ITypeConverter<Protocol> {
        @Override
        public Protocol convert(String text) {
            for (Protocol protocol : Protocol.values()) {
                if (protocol.toString().equals(text.toLowerCase(Locale.ROOT))) {
                    return protocol;
                }
            }
            throw new TypeConversionException("must be auto, 2025-11-25 or 2026-07-28, not \"" + text + "\"");
        }
    }
}
