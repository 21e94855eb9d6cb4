package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.client.FakeWorld.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogoutTest {

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();
    private Run.Client client;

    @BeforeEach
    void begin() {
        client = Run.Client.in(folder.resolve("home"), world);
        world.metadata.put("revocation_endpoint", world.url() + "/revoke");
        world.answers.put("/revoke", new Answer(200, "text/plain", "", Map.of()));
        assertEquals(0, client.run("login", world.mcpUrl()).exitCode());
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Run logout(int exitCode, String message) {
        Run run = client.run("logout", world.mcpUrl());
        assertEquals(exitCode, run.exitCode(), run.all());
        assertTrue(run.all().contains(message), run.all());
        assertEquals(3, client.run("whoami", world.mcpUrl()).exitCode(), "the credentials still exist");
        return run;
    }

    @Test
    void revokesTheRefreshToken() {
        logout(0, "its tokens are revoked.");
        String request = world.received.get(world.received.size() - 1);
        assertTrue(request.startsWith("POST /revoke"), request);
        assertEquals(
                "secret-refresh-1",
                FakeWorld.form(request.substring(request.lastIndexOf('\n') + 1)).get("token"));
        assertTrue(client.run("logout", world.mcpUrl()).out().contains("You were not signed in."));
    }

    @Test
    void saysThatTheServerDoesNotRevoke() {
        world.metadata.remove("revocation_endpoint");
        logout(0, "does not revoke tokens, which expire by themselves.");
    }

    @Test
    void deletesTheTokensAlsoIfTheyAreNotRevoked() {
        world.answers.put("/revoke", Answer.json(503, "{}"));
        Run run = logout(1, "its tokens could not be revoked");
        assertTrue(run.err().contains(world.url() + "/revoke did not revoke the token: status 503"), run.err());
    }

    @Test
    void deletesTheTokensAlsoIfTheServerIsGone() {
        world.close();
        Run run = logout(1, "its tokens could not be revoked");
        assertTrue(run.err().contains("connection refused"), run.err());
    }

    @Test
    void deletesADamagedFile() throws Exception {
        try (var files = Files.list(folder.resolve("home"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{");
            }
        }
        logout(1, "is damaged");
    }

    @Test
    void neverSendsATokenToARevocationEndpointOfAnotherNetwork() {
        world.metadata.put("revocation_endpoint", "http://192.0.2.1/revoke");
        logout(1, "The client does not call it");
    }

    @Test
    void signsOutOfAllServers() {
        try (FakeWorld other = new FakeWorld()) {
            Run.Client both = Run.Client.in(folder.resolve("home"), other);
            assertEquals(0, both.run("login", other.mcpUrl()).exitCode());
            Run run = client.run("logout", "--all");
            assertEquals(0, run.exitCode(), run.all());
            assertEquals(2, run.out().lines().count(), run.out());
            assertEquals(3, client.run("whoami").exitCode());
        }
        assertTrue(client.run("logout", "--all").out().contains("You were not signed in."));
    }
}
