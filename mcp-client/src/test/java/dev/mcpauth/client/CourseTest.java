package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The client against the servers of the course: it signs in to step 8 at the practice authorization server. */
class CourseTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final Front FRONT = new Front(() -> CourseTest.SERVER.port());
    private static final String MCP = FRONT.url() + "/mcp";

    @Order(1)
    @RegisterExtension
    static final RunningServer PRACTICE = RunningServer.of(
            dev.mcpauth.authserver.App::create,
            Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_AUDIENCE", MCP));

    @Order(2)
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            dev.mcpauth.scopes.App::create,
            () -> Map.of(
                    "MCP_KEYS_DIR",
                    KEYS.folder().toString(),
                    "MCP_PUBLIC_URL",
                    FRONT.url(),
                    "MCP_ISSUER",
                    "http://localhost:" + PRACTICE.port()));

    @TempDir
    private Path folder;

    private final PracticeBrowser alice = new PracticeBrowser("alice");
    private Run.Client client;

    @BeforeEach
    void begin() {
        client = Run.Client.in(folder.resolve("home"), alice);
    }

    @AfterAll
    static void stop() {
        FRONT.stop();
    }

    private Run ok(String... arguments) {
        Run run = client.run(arguments);
        assertEquals(0, run.exitCode(), run.all());
        assertFalse(run.all().contains("eyJ"), "a token is shown: " + run.all());
        return run;
    }

    @Test
    void signsInAndListsTheToolsWithoutSigningInAgain() {
        Run login = ok("login", MCP);
        assertTrue(login.out().contains("user     alice"), login.out());
        assertTrue(login.out().contains("scopes   mcp:read"), login.out());
        assertEquals(1, alice.opened().size());

        Run tools = ok("tools", MCP);
        assertTrue(tools.out().contains("echo  "), tools.out());
        assertTrue(tools.out().contains("    message: string, required"), tools.out());
        assertEquals(1, alice.opened().size());
    }

    @Test
    void stepsUpAndCallsTheTool() {
        ok("login", MCP);
        Run call = ok("call", MCP, "echo", "message=hello", "repeat_count=2");
        assertEquals("hellohello", call.out().strip());
        assertEquals(2, alice.opened().size());
        assertTrue(
                alice.opened().get(1).getQuery().contains("scope=mcp:read+mcp:tools"),
                alice.opened().toString());
        assertTrue(ok("whoami", MCP).out().contains("mcp:read mcp:tools"));

        assertEquals("again", ok("call", MCP, "echo", "message=again").out().strip());
        assertEquals(2, alice.opened().size());
    }

    @Test
    void printsTheTokenForOtherPrograms() {
        Run before = client.run("token", MCP);
        assertEquals(3, before.exitCode());
        assertTrue(before.err().contains("Run: mcp login " + MCP), before.err());

        ok("login", MCP);
        String token = client.run("token", MCP).out().strip();
        assertEquals(3, token.split("\\.").length);
        ok("logout", MCP);
        ok("tools", MCP, "--token", token);
    }

    @Test
    void speaksBothErasWithTheSameResults() {
        ok("login", MCP, "--scope", "mcp:read mcp:tools mcp:prompts");
        for (String version : new String[] {"2025-11-25", "2026-07-28", "auto"}) {
            assertEquals(
                    "hi",
                    ok("call", MCP, "echo", "message=hi", "--protocol", version)
                            .out()
                            .strip());
            assertTrue(ok("get", MCP, "greeting", "name=Ada", "--protocol", version)
                    .out()
                    .contains("Ada"));
            assertTrue(ok("prompts", MCP, "--protocol", version).out().contains("greeting  "));
        }
        assertEquals(1, alice.opened().size());
    }

    @Test
    void signsOutAndRevokesTheTokens() {
        ok("login", MCP);
        assertTrue(ok("logout", MCP).out().contains("its tokens are revoked"));
        Run run = client.run("tools", MCP, "--no-input");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("You are not signed in. Run: mcp login " + MCP), run.err());
        assertEquals(3, client.run("whoami", MCP).exitCode());
    }

    @Test
    void noAuthIgnoresStoredCredentials() {
        ok("login", MCP);
        Run run = client.run("tools", MCP, "--no-auth");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("requires a token"), run.err());
        assertEquals(1, alice.opened().size());
    }

    @Test
    void suggestsTheNearestName() {
        ok("login", MCP, "--scope", "mcp:read mcp:tools");
        Run run = client.run("call", MCP, "echo2", "message=x");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("Did you mean echo?"), run.err());
        assertEquals(1, alice.opened().size());
    }
}
