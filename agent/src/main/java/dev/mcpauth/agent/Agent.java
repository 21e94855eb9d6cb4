package dev.mcpauth.agent;

import dev.langchain4j.model.chat.ChatModel;
import dev.mcpauth.client.Account;
import dev.mcpauth.client.Browser;
import dev.mcpauth.client.ServerUrl;
import dev.mcpauth.client.Surroundings;
import dev.mcpauth.client.Terminal;
import dev.mcpauth.client.auth.Authorizer;
import dev.mcpauth.client.auth.Credentials;
import dev.mcpauth.client.auth.SignIn;
import dev.mcpauth.client.auth.SignInOptions;
import dev.mcpauth.client.auth.TokenCache;
import dev.mcpauth.client.mcp.KnownTools;
import dev.mcpauth.client.mcp.Protocol;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.mcp.Transport;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.HttpClients;
import dev.mcpauth.client.shared.PrivateFolder;
import dev.mcpauth.client.shared.Text;
import dev.mcpauth.client.shared.Trace;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the agent. */
@Command(
        name = "agent",
        description =
                "Lets a language model use the tools of an MCP server, with your permissions. Asks you before each call"
                        + " that may change something, and before it asks for more scopes.",
        mixinStandardHelpOptions = true,
        version = "1.0.0",
        footer = {
            "",
            "OPENAI_BASE_URL is the URL of an OpenAI-compatible API, OPENAI_API_KEY its key, MODEL the name of a model.",
            "Without them, the agent runs a scripted demo.",
            "Exit codes: 0 done, 1 no answer, 2 wrong usage, 3 not signed in, 4 not allowed, 5 server unreachable.",
        })
public final class Agent implements Callable<Integer> {

    private static final Duration CALL = Duration.ofSeconds(60);

    @Parameters(index = "0", paramLabel = "URL", converter = ServerUrl.class, description = "The MCP server.")
    private URI server;

    @Parameters(
            index = "1..*",
            paramLabel = "QUESTION",
            description = "What you want. Without it, each line of standard input is a question.")
    private final List<String> question = new ArrayList<>();

    @Option(names = "--yes", description = "Allows all calls without asking. It never allows more scopes.")
    private boolean yes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "8",
            description = "How often the model may ask for calls before it must answer (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long model and server may work on a question (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--browser",
            paramLabel = "COMMAND",
            description = "The browser for signing in, or none. Default: BROWSER, else the browser of the system.")
    private String browser;

    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;
    private final HttpClients clients = new HttpClients();

    private Agent(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] args) {
        // The JDK keeps idle connections for 30 s, but other servers close them earlier: a request in between would
        // fail.
        System.setProperty("jdk.httpclient.keepalive.timeout", "3");
        System.setProperty(
                "slf4j.internal.verbosity", "ERROR"); // the agent has no log, and needs no warning about that
        System.exit(commandLine(Surroundings.real()).execute(args));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine agent = new CommandLine(new Agent(surroundings));
        agent.setUsageHelpAutoWidth(true);
        agent.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(Text.harmless(String.valueOf(e.getMessage()))));
            if (e instanceof Failure failure) {
                return failure.exitCode().number();
            }
            e.printStackTrace(command.getErr()); // a bug
            return ExitCode.ERROR.number();
        });
        return agent;
    }

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || rounds > 100 || seconds < 1) {
            throw new Failure(ExitCode.USAGE, "--rounds must be from 1 to 100, and --time at least 1");
        }
        Browser opener = new Browser(Optional.ofNullable(browser), surroundings.environment(), surroundings.programs());
        User user = new User(
                new Terminal(spec.commandLine().getErr(), surroundings.input(), surroundings.terminal(), true, opener),
                yes);
        Optional<ChatModel> model = Models.from(surroundings.environment(), CALL);
        user.say(
                model.isPresent()
                        ? "Model: " + surroundings.environment().get("MODEL")
                        : "No model: OPENAI_API_KEY and OPENAI_BASE_URL are not set. This is a scripted DEMO: it always asks"
                                + " for the same calls.");
        TokenCache cache = TokenCache.ofUser(surroundings.environment());
        try (Session session = open(user, cache)) {
            KnownTools known = new KnownTools(PrivateFolder.ofUser(surroundings.environment()), server);
            Toolbox tools = Toolbox.of(session, known, user);
            show(cache.load(server), tools, user);
            Conversation conversation = new Conversation(
                    model.orElseGet(Demo::new),
                    tools,
                    text -> cache.load(server).map(c -> c.withoutTokens(text)).orElse(text),
                    new Conversation.Limits(rounds, Duration.ofSeconds(seconds)),
                    surroundings.clock());
            if (!question.isEmpty() || model.isEmpty()) {
                answer(conversation, question.isEmpty() ? "Show what you can do." : String.join(" ", question));
            } else {
                for (String line = next(user); line != null; line = next(user)) {
                    if (!line.isBlank()) {
                        answer(conversation, line);
                    }
                }
            }
        }
        return ExitCode.OK.number();
    }

    private void answer(Conversation conversation, String text) {
        spec.commandLine().getOut().println(Text.harmless(conversation.ask(text)));
        spec.commandLine().getOut().flush();
    }

    private String next(User user) throws IOException {
        user.say("\nYour question:");
        return surroundings.input().readLine();
    }

    private Session open(User user, TokenCache cache) {
        Web web = new Web(clients, Trace.NONE, surroundings.limits());
        SignIn signIn =
                new SignIn(server, web, SignInOptions.DEFAULT, user, surroundings.clock(), surroundings.sleep());
        Transport transport = new Transport(
                server,
                clients.to(server),
                new Authorizer(signIn, cache, surroundings.clock()),
                Trace.NONE,
                CALL,
                surroundings.limits().message());
        return Session.open(transport, Protocol.AUTO, user.questions(), notification -> {}, user::say);
    }

    /** As whom the model will act, and with what. */
    private void show(Optional<Credentials> credentials, Toolbox tools, User user) {
        user.say("The model acts for this account:");
        credentials.ifPresentOrElse(
                one -> new Account(one, surroundings.clock())
                        .print(spec.commandLine().getErr(), false),
                () -> user.say("server   " + server + ", without a sign-in"));
        user.say("tools    " + String.join(", ", tools.names()));
    }
}
