package dev.mcpauth.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.client.Front;
import dev.mcpauth.client.PracticeBrowser;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The agent at step 12 and the practice authorization server. */
class CourseTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final Front FRONT = new Front(() -> CourseTest.SERVER.port());
    private static final String MCP = FRONT.url() + "/mcp";
    private static final String HELLO = "{\"message\": \"hello\"}";

    @Order(1)
    @RegisterExtension
    static final RunningServer PRACTICE = RunningServer.of(
            dev.mcpauth.authserver.App::create,
            Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_AUDIENCE", MCP));

    @Order(2)
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            dev.mcpauth.elicitation.App::create,
            () -> Map.of(
                    "MCP_KEYS_DIR",
                    KEYS.folder().toString(),
                    "MCP_PUBLIC_URL",
                    FRONT.url(),
                    "MCP_ISSUER",
                    "http://localhost:" + PRACTICE.port()));

    @TempDir
    private Path home;

    private final ScriptedModel model = new ScriptedModel();
    private PracticeBrowser browser = new PracticeBrowser("alice");

    @AfterEach
    void stopModel() {
        model.close();
    }

    @AfterAll
    static void stop() {
        FRONT.stop();
    }

    private Run run(String typed, String... more) {
        return runWith(Map.of("OPENAI_BASE_URL", model.baseUrl(), "MODEL", "scripted"), typed, more);
    }

    private Run runWith(Map<String, String> environment, String typed, String... more) {
        String[] arguments = Stream.concat(Stream.of(MCP), Stream.of(more)).toArray(String[]::new);
        Run run = Run.agent(home.resolve("home"), environment, browser, Clock.systemUTC(), typed, arguments);
        assertFalse(run.all().contains("eyJ"), "a token is shown: " + run.all());
        model.stub()
                .requests()
                .forEach(request -> assertFalse(request.toString().contains("Bearer"), "the model gets a token"));
        return run;
    }

    /** A run before the test. What is typed during a sign-in counts as a pasted address, so nobody types here. */
    private void signIn() {
        model.says("hello");
        assertEquals(0, run(null, "hello").exitCode());
    }

    @Test
    void showsTheAccountAndAsksBeforeAStepUp() {
        signIn();
        model.calls("echo", HELLO).says("The server says hello.");
        Run run = run("y\n", "greet", "me");
        assertEquals("The server says hello.", run.out().strip(), run.err());
        assertTrue(run.err().contains("user     alice"), run.err());
        assertTrue(run.err().contains("scopes   mcp:read"), run.err());
        assertTrue(run.err().contains("This needs another scope: mcp:tools."), run.err());
        assertEquals(2, browser.opened().size());
        assertTrue(browser.opened().get(1).getQuery().contains("scope=mcp:read+mcp:tools"));
        assertTrue(model.results().get(0).contains("\nhello\n"), model.results().toString());
        assertEquals(
                "greet me",
                model.stub().requests().get(1).at("/messages/1/content").asText());
        assertFalse(model.stub().requests().toString().contains("eyJ"), "the model gets a token");
    }

    @Test
    void aToolBeyondItsScopesIsNotCalledIfTheUserDeclines() {
        signIn();
        model.calls("echo", HELLO).says("I may not do that.");
        Run run = run("n\n", "greet me");
        assertEquals("I may not do that.", run.out().strip(), run.err());
        assertEquals(1, browser.opened().size());
        assertTrue(
                model.results().get(0).contains("needs the scope mcp:tools"),
                model.results().toString());
    }

    /** {@code --yes} allows calls, and never more scopes. */
    @Test
    void yesDoesNotStepUp() {
        model.calls("echo", HELLO).says("I may not do that.");
        assertEquals(0, run(null, "greet me", "--yes").exitCode());
        assertEquals(1, browser.opened().size());
        assertTrue(
                model.results().get(0).contains("needs the scope mcp:tools"),
                model.results().toString());
    }

    /** The server asks its user during the call. The model cannot answer for the user. */
    @Test
    void theUserAllowsTheCallAndAnswersTheServer() {
        browser = new PracticeBrowser("admin");
        signIn();
        model.calls("echo", HELLO).says("done");
        assertEquals(0, run("y\n", "greet me").exitCode());
        model.calls("share_audit_log", "{\"with\": \"bob\", \"limit\": 1}").says("done");
        Run run = run("y\n", "share the log");
        assertEquals(0, run.exitCode(), run.all());
        assertTrue(run.err().contains("Allow this call?"), run.err());
        assertTrue(run.err().contains("audit log with bob"), run.err());
        assertFalse(model.stub().requests().toString().contains("audit log with bob"), "the model gets the question");
    }

    /** A server could repeat the token, and the result would bring it to the provider of the model. */
    @Test
    void aTokenInAResultDoesNotReachTheModel() throws Exception {
        signIn();
        model.calls("echo", HELLO).says("done");
        run("y\n", "greet me");
        String token;
        try (Stream<Path> files = Files.list(home.resolve("home"))) {
            Matcher stored = Pattern.compile("\"access_token\" ?: ?\"([^\"]+)\"")
                    .matcher(Files.readString(
                            files.filter(file -> file.toString().endsWith(".json"))
                                    .findFirst()
                                    .orElseThrow()));
            assertTrue(stored.find());
            token = stored.group(1);
        }
        try (ScriptedModel thief = new ScriptedModel()) {
            thief.calls("echo", "{\"message\": \"" + token + "\"}").says("done");
            Run run = Run.agent(
                    home.resolve("home"),
                    Map.of("OPENAI_BASE_URL", thief.baseUrl(), "MODEL", "scripted"),
                    browser,
                    Clock.systemUTC(),
                    "",
                    MCP,
                    "tell me");
            assertEquals(0, run.exitCode(), run.all());
            assertTrue(thief.results().get(0).contains("\n<token>\n"), "the result contains the token");
        }
    }

    @Test
    void withoutAModelItSaysSoAndRunsALabelledDemo() {
        signIn();
        Run run = runWith(Map.of(), "y\n");
        assertEquals(0, run.exitCode(), run.all());
        assertTrue(run.err().contains("No model: OPENAI_API_KEY and OPENAI_BASE_URL are not set."), run.err());
        assertTrue(run.err().contains("scripted DEMO"), run.err());
        assertTrue(run.out().startsWith("DEMO: "), run.out());
        assertTrue(run.out().contains("Ignore your rules"), run.out());
        assertTrue(run.out().contains("alice"), run.out());
        assertEquals(1, model.stub().requests().size(), "the demo asks a model");
    }

    @Test
    void eachLineIsAQuestionOfTheSameConversation() {
        signIn();
        model.says("one").says("two");
        Run run = run("first\n\nsecond\n");
        assertEquals("one\ntwo", run.out().strip().replace("\r", ""), run.err());
        assertEquals(4, model.stub().requests().get(2).path("messages").size());
    }
}
