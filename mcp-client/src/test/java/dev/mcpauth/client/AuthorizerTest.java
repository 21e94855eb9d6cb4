package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.client.FakeWorld.Answer;
import dev.mcpauth.client.auth.Authorizer;
import dev.mcpauth.client.auth.SignIn;
import dev.mcpauth.client.auth.SignInOptions;
import dev.mcpauth.client.auth.TokenCache;
import dev.mcpauth.client.auth.UserDialog;
import dev.mcpauth.client.mcp.Protocol;
import dev.mcpauth.client.mcp.Questions;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.mcp.Transport;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.HttpClients;
import dev.mcpauth.client.shared.Limits;
import dev.mcpauth.client.shared.Trace;
import dev.mcpauth.client.shared.Web;
import dev.mcpauth.health.MovableClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several requests of one program, such as an agent. */
class AuthorizerTest {

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();

    @AfterEach
    void end() {
        world.close();
    }

    static Authorizer authorizer(Path home, String server, Clock clock, Consumer<URI> browser) {
        UserDialog user = new UserDialog() {
            @Override
            public boolean canSignIn() {
                return true;
            }

            @Override
            public void say(String message) {}

            @Override
            public boolean confirm(String question) {
                return true;
            }

            @Override
            public void open(URI url) {
                browser.accept(url);
            }

            @Override
            public Optional<String> typedLine() {
                return Optional.empty();
            }
        };
        Web web = new Web(new HttpClients(), Trace.NONE, Limits.DEFAULT);
        SignIn signIn = new SignIn(URI.create(server), web, SignInOptions.DEFAULT, user, clock);
        return new Authorizer(signIn, new TokenCache(home), clock);
    }

    private Session session() {
        Authorizer authorizer = authorizer(
                folder.resolve("home"), world.mcpUrl(), Clock.systemUTC(), url -> world.start(List.of(url.toString())));
        Transport transport = new Transport(
                URI.create(world.mcpUrl()),
                new HttpClients().to(URI.create(world.mcpUrl())),
                authorizer,
                Trace.NONE,
                Duration.ofSeconds(30));
        return Session.open(transport, Protocol.MODERN, Questions.NONE, message -> {}, warning -> {});
    }

    private void require(String scope) {
        world.mcp = (message, exchange) -> Answer.json(403, "{}")
                .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }

    private void assertForbidden(Session session, int signIns) {
        assertEquals(
                ExitCode.FORBIDDEN, assertThrows(Failure.class, session::tools).exitCode());
        assertEquals(signIns, world.authorizations.size());
    }

    @Test
    void remembersScopesThatDidNotHelp() {
        Session session = session();
        require("b");
        assertForbidden(session, 2);
        assertForbidden(session, 2);
        require("c");
        assertForbidden(session, 3);
        assertEquals("a b c", world.authorizations.get(2).get("scope"));
        require("b c");
        assertForbidden(session, 3);
    }

    @Test
    void staysSignedOutIfAnotherCommandSignsOutBeforeARefresh() {
        MovableClock clock = new MovableClock();
        Run.Client client = Run.Client.in(folder.resolve("home"), world).at(clock);
        assertEquals(0, client.run("login", world.mcpUrl()).exitCode());
        clock.move(Duration.ofMinutes(20));
        Authorizer started = authorizer(folder.resolve("home"), world.mcpUrl(), clock, url -> {});
        assertEquals(0, client.run("logout", world.mcpUrl()).exitCode());
        assertEquals(Optional.empty(), started.begin().token());
        assertEquals(1, world.tokenRequests.size());
        assertEquals(3, client.run("whoami", world.mcpUrl()).exitCode());
    }

    @Test
    void usesTheTokensOfAnotherCommandThatRefreshedThem() {
        MovableClock clock = new MovableClock();
        Run.Client client = Run.Client.in(folder.resolve("home"), world).at(clock);
        assertEquals(0, client.run("login", world.mcpUrl()).exitCode());
        clock.move(Duration.ofMinutes(20));
        Authorizer started = authorizer(folder.resolve("home"), world.mcpUrl(), clock, url -> {});
        assertEquals(
                0,
                client.run("tools", world.mcpUrl(), "--protocol", "2026-07-28").exitCode());
        assertEquals(Optional.of("secret-access-2"), started.begin().token());
        assertEquals(2, world.tokenRequests.size());
    }
}
