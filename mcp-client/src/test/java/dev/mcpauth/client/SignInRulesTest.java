package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.FakeWorld.Answer;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.health.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the client signs in, refreshes its tokens, and steps up. Servers that lie are in {@link MaliciousServersTest}. */
class SignInRulesTest {

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();
    private Run.Client client;

    @BeforeEach
    void begin() {
        client = Run.Client.in(folder.resolve("home"), world);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Run run(String... arguments) {
        Run run = client.run(arguments);
        assertFalse(run.all().contains("secret-"), "a token is shown: " + run.all());
        return run;
    }

    private Run tools() {
        return run("tools", world.mcpUrl(), "--protocol", "2026-07-28");
    }

    private void assertRefused(Run run, String message) {
        assertEquals(3, run.exitCode(), run.all());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(List.of(), world.tokenRequests, "a code or a token was sent");
    }

    @Test
    void asksWithoutATokenAndFollowsTheChallengeInOrder() {
        assertEquals(0, tools().exitCode());
        assertEquals(
                List.of(
                        "POST /mcp",
                        "GET /.well-known/oauth-protected-resource/mcp",
                        "GET /.well-known/oauth-authorization-server",
                        "POST /register",
                        "GET /authorize",
                        "POST /token",
                        "POST /mcp"),
                world.requests);
    }

    @Test
    void sendsPkceStateAndTheSameResourceInBothRequests() {
        tools();
        assertEquals("S256", world.authorizations.get(0).get("code_challenge_method"));
        assertTrue(world.authorizations.get(0).get("state").length() >= 20);
        assertEquals(world.mcpUrl(), world.authorizations.get(0).get("resource"));
        assertEquals(world.mcpUrl(), world.tokenRequests.get(0).get("resource"));
        assertTrue(world.tokenRequests.get(0).get("code_verifier").length() >= 43);
        assertEquals("a", world.authorizations.get(0).get("scope"));
    }

    @Test
    void refusesAResourceWhosePathOnlyStartsTheSame() {
        world.resource.put("resource", world.url() + "/mc");
        assertRefused(tools(), "A token for it would be for another server");
    }

    @Test
    void refusesAServerWithoutPkce() {
        world.metadata.remove("code_challenge_methods_supported");
        assertRefused(tools(), "code_challenge_methods_supported lacks S256");
        assertEquals(
                0, run("login", world.mcpUrl(), "--allow-unadvertised-pkce").exitCode());
    }

    @Test
    void doesNotCallMetadataUrlsInOtherNetworksOrWithoutTls() {
        for (String url : List.of(
                "http://169.254.169.254/latest", "http://192.0.2.1/x", "ftp://localhost/x", "https://user@host/x")) {
            world.challenge = "Bearer resource_metadata=\"" + url + "\"";
            assertRefused(tools(), "The client does not call it");
        }
    }

    @Test
    void usesAPreregisteredClientFirst() {
        world.metadata.put("client_id_metadata_document_supported", true);
        String document = "https://client.example/metadata.json";
        Run run = run("login", world.mcpUrl(), "--client-id", "known", "--client-metadata-url", document);
        assertEquals(0, run.exitCode(), run.all());
        assertFalse(world.requests.contains("POST /register"));
        assertEquals("known", world.authorizations.get(0).get("client_id"));
    }

    @Test
    void prefersAMetadataDocumentToRegistering() {
        world.metadata.put("client_id_metadata_document_supported", true);
        String document = "https://client.example/metadata.json";
        assertEquals(
                0,
                run("tools", world.mcpUrl(), "--client-metadata-url", document, "--protocol", "2026-07-28")
                        .exitCode());
        assertFalse(world.requests.contains("POST /register"));
        assertEquals(document, world.authorizations.get(0).get("client_id"));
    }

    @Test
    void registersAsANativeClientWithTheRedirectUriThatItListensOn() {
        assertEquals(0, tools().exitCode());
        JsonNode registration = world.received.stream()
                .filter(request -> request.startsWith("POST /register"))
                .map(request -> Json.parse(request.substring(request.lastIndexOf('\n') + 1))
                        .orElseThrow())
                .findFirst()
                .orElseThrow();
        assertEquals("native", registration.path("application_type").asText());
        assertEquals("none", registration.path("token_endpoint_auth_method").asText());
        String grants = registration.path("grant_types").toString();
        assertTrue(grants.contains("authorization_code") && grants.contains("refresh_token"), grants);
        String redirect = registration.path("redirect_uris").path(0).asText();
        assertTrue(redirect.matches("http://127\\.0\\.0\\.1:[1-9][0-9]*/callback"), redirect);
        assertEquals(redirect, world.authorizations.get(0).get("redirect_uri"));
        assertEquals(redirect, world.tokenRequests.get(0).get("redirect_uri"));
    }

    @Test
    void authenticatesAsTheServerWants() {
        world.metadata.putArray("token_endpoint_auth_methods_supported").add("client_secret_post");
        world.answers.put("/register", Answer.json(201, "{\"client_id\":\"c1\",\"client_secret\":\"secret-c1\"}"));
        assertEquals(0, tools().exitCode());
        assertEquals("secret-c1", world.tokenRequests.get(0).get("client_secret"));
    }

    @Test
    void printsThePageAlsoIfTheBrowserShouldOpen() {
        assertTrue(tools().err().contains("  " + world.url() + "/authorize?"));
    }

    @Test
    void staysWithTheAuthorizationServerThatHasIssuedItsTokens() {
        tools();
        world.resource
                .putArray("authorization_servers")
                .add("http://localhost:1")
                .add(world.url());
        requireScope("b", false);
        assertEquals(0, tools().exitCode());
        assertEquals(2, world.authorizations.size());
    }

    @Test
    void saysWhatToPassIfItCannotRegister() {
        world.metadata.remove("registration_endpoint");
        assertRefused(tools(), "--client-id");
    }

    @Test
    void neverShowsAPreregisteredClientToAnotherIssuer() {
        assertEquals(
                0,
                run("tools", world.mcpUrl(), "--client-id", "known", "--protocol", "2026-07-28")
                        .exitCode());
        try (FakeWorld other = new FakeWorld()) {
            world.resource.putArray("authorization_servers").add(other.url());
            world.mcp = (message, exchange) -> Answer.json(401, "{}").with("WWW-Authenticate", "Bearer");
            world.tokenAnswers.add(Answer.json(400, "{\"error\":\"invalid_grant\"}"));
            Run run = tools();
            assertEquals(3, run.exitCode(), run.all());
            assertTrue(run.err().contains("The client known is registered with " + world.url()), run.err());
            assertEquals(List.of(), other.authorizations);
        }
    }

    @Test
    void asksForOfflineAccessOnlyIfTheServerKnowsIt() {
        world.metadata.putArray("scopes_supported").add("a").add("offline_access");
        assertEquals(0, tools().exitCode());
        assertEquals("a offline_access", world.authorizations.get(0).get("scope"));
    }

    /** Keycloak lists the scope for all clients, including those that may not have it. */
    @Test
    void signsInWithoutOfflineAccessIfTheServerRefusesIt() {
        world.metadata.putArray("scopes_supported").add("offline_access");
        world.redirect = parameters -> {
            if (world.authorizations.size() == 1) {
                parameters.remove("code");
                parameters.put("error", "invalid_scope");
            }
        };
        assertEquals(0, run("login", world.mcpUrl()).exitCode());
        assertEquals("a", world.authorizations.get(1).get("scope"));
    }

    @Test
    void showsTheErrorOfTheAuthorizationServer() {
        world.redirect = parameters -> {
            parameters.remove("code");
            parameters.put("error", "access_denied");
            parameters.put("error_description", "The user said no");
        };
        assertRefused(tools(), world.url() + " did not sign you in: access_denied: The user said no");
    }

    @Test
    void registersAnewIfTheServerChangesItsAuthorizationServer() {
        assertEquals(0, tools().exitCode());
        try (FakeWorld other = new FakeWorld()) {
            world.resource.putArray("authorization_servers").add(other.url());
            other.resource.put("resource", world.mcpUrl());
            world.mcp = (message, exchange) -> other.tokenRequests.isEmpty()
                    ? Answer.json(401, "{}").with("WWW-Authenticate", "Bearer scope=\"a\"")
                    : FakeWorld.result(message, "{\"tools\":[]}");
            world.tokenAnswers.add(Answer.json(400, "{\"error\":\"invalid_grant\"}"));
            assertEquals(0, tools().exitCode());
            assertTrue(other.requests.contains("POST /register"), other.requests.toString());
            assertTrue(other.received.stream().noneMatch(request -> request.contains("secret-refresh-1")));
            assertEquals("a", other.authorizations.get(0).get("scope"));
        }
    }

    // Refresh

    @Test
    void refreshesShortlyBeforeTheTokenExpires() {
        MovableClock clock = new MovableClock();
        client = client.at(clock);
        assertEquals(0, tools().exitCode());
        clock.move(Duration.ofSeconds(530));
        tools();
        assertEquals(1, world.tokenRequests.size());
        clock.move(Duration.ofSeconds(20));
        assertEquals(0, tools().exitCode());
        assertEquals("refresh_token", world.tokenRequests.get(1).get("grant_type"));
        assertEquals("secret-refresh-1", world.tokenRequests.get(1).get("refresh_token"));
        assertEquals(world.mcpUrl(), world.tokenRequests.get(1).get("resource"));
        clock.move(Duration.ofSeconds(560));
        assertEquals(0, tools().exitCode());
        assertEquals("secret-refresh-2", world.tokenRequests.get(2).get("refresh_token"));
        assertEquals(1, world.authorizations.size());
    }

    @Test
    void keepsARefreshTokenThatTheServerDoesNotReplace() {
        MovableClock clock = new MovableClock();
        client = client.at(clock);
        tools();
        for (int refreshes = 1; refreshes <= 2; refreshes++) {
            clock.move(Duration.ofMinutes(20));
            world.tokenAnswers.add(Answer.json(
                    200, "{\"access_token\":\"secret-access\",\"token_type\":\"Bearer\",\"expires_in\":600}"));
            assertEquals(0, tools().exitCode());
            assertEquals("secret-refresh-1", world.tokenRequests.get(refreshes).get("refresh_token"));
        }
    }

    @Test
    void refreshesOnceWhenTheTokenIsRejected() {
        tools();
        world.mcp = (message, exchange) ->
                exchange.getRequestHeaders().getFirst("Authorization").endsWith("-1")
                        ? Answer.json(401, "{}").with("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                        : FakeWorld.result(message, "{\"tools\":[]}");
        assertEquals(0, tools().exitCode());
        assertEquals(1, world.authorizations.size());
        assertEquals(2, world.tokenRequests.size());
    }

    @Test
    void signsInAgainWhenTheRefreshTokenIsInvalid() {
        MovableClock clock = new MovableClock();
        client = client.at(clock);
        tools();
        clock.move(Duration.ofMinutes(20));
        world.tokenAnswers.add(Answer.json(400, "{\"error\":\"invalid_grant\"}"));
        world.tokenAnswers.add(Answer.json(400, "{\"error\":\"invalid_grant\"}"));
        world.mcp = (message, exchange) ->
                exchange.getRequestHeaders().getFirst("Authorization").endsWith("-1")
                        ? Answer.json(401, "{}").with("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                        : FakeWorld.result(message, "{\"tools\":[]}");
        Run run = tools();
        assertEquals(0, run.exitCode(), run.all());
        assertEquals(2, world.authorizations.size());
    }

    // Step-up

    private void requireScope(String scope, boolean forEver) {
        world.mcp = (message, exchange) -> forEver || world.authorizations.size() < 2
                ? Answer.json(403, "{}")
                        .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"")
                : FakeWorld.result(message, "{\"tools\":[]}");
    }

    @Test
    void stepsUpWithTheUnionOfScopesAndWithoutARefresh() {
        requireScope("b", false);
        assertEquals(0, tools().exitCode());
        assertEquals("a b", world.authorizations.get(1).get("scope"));
        assertTrue(world.tokenRequests.stream()
                .allMatch(form -> form.get("grant_type").equals("authorization_code")));
    }

    @Test
    void asksThePersonBeforeAStepUp() {
        requireScope("b", false);
        client = client.typing("n\n");
        Run run = tools();
        assertEquals(4, run.exitCode(), run.all());
        assertTrue(run.err().contains("This needs another scope: b."), run.err());
        assertEquals(1, world.authorizations.size());
    }

    @Test
    void namesTheCommandInsteadOfSteppingUpWithoutInput() {
        tools();
        requireScope("b", true);
        Run run = run("tools", world.mcpUrl(), "--no-input", "--protocol", "2026-07-28");
        assertEquals(4, run.exitCode());
        assertTrue(run.err().contains("--scope \"a b\""), run.err());
    }

    // Tokens of the user

    @Test
    void usesThePassedTokenOnly() {
        Run run = client.with("MCP_TOKEN", "mine").run("tools", world.mcpUrl(), "--protocol", "2026-07-28");
        assertEquals(0, run.exitCode());
        assertEquals(List.of("POST /mcp"), world.requests);
    }

    @Test
    void doesNotSendATokenAcrossTheNetworkInTheClear() {
        Run run = client.with("MCP_TOKEN", "mine").run("tools", "http://192.0.2.1/mcp");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("others on the network could read it"), run.err());
    }

    @Test
    void showsHeadsWithoutTokens() {
        Run run = run("tools", world.mcpUrl(), "-v");
        assertTrue(run.err().contains("> Authorization: <not shown>"), run.err());
    }

    @Test
    void differentSignInsHaveDifferentStatesAndVerifiers() {
        run("login", world.mcpUrl());
        run("login", world.mcpUrl());
        assertNotEquals(
                world.authorizations.get(0).get("state"),
                world.authorizations.get(1).get("state"));
        assertNotEquals(
                world.authorizations.get(0).get("code_challenge"),
                world.authorizations.get(1).get("code_challenge"));
    }
}
