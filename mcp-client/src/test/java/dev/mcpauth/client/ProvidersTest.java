package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.client.FakeWorld.Answer;
import dev.mcpauth.health.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/client-providers.md, against fakes that behave as each provider documents. Nobody has tried these
 * commands with the provider itself, except for Keycloak (scripts/test_keycloak.sh).
 */
class ProvidersTest {

    private static final Answer NONE = Answer.json(404, "{}");

    @TempDir
    private Path folder;

    private final FakeWorld world = new FakeWorld();
    private final MovableClock clock = new MovableClock();
    private Run.Client client;

    @BeforeEach
    void begin() {
        client = Run.Client.in(folder.resolve("home"), world).at(clock);
    }

    @AfterEach
    void end() {
        world.close();
    }

    /** A provider with this issuer, which publishes its metadata at one place only. */
    private void provider(String issuerPath, String metadataPath) {
        String issuer = world.url() + issuerPath;
        world.metadata.put("issuer", issuer).remove("registration_endpoint");
        world.resource.putArray("authorization_servers").add(issuer);
        world.answers.put("/.well-known/oauth-authorization-server", NONE);
        publish(metadataPath);
    }

    private void publish(String metadataPath) {
        world.answers.put(metadataPath, Answer.json(200, world.metadata.toString()));
    }

    private Run run(int exitCode, String... arguments) {
        Run run = client.run(arguments);
        assertEquals(exitCode, run.exitCode(), run.all());
        return run;
    }

    private Run login(int exitCode, String... more) {
        String[] arguments = new String[2 + more.length];
        System.arraycopy(new String[] {"login", world.mcpUrl()}, 0, arguments, 0, 2);
        System.arraycopy(more, 0, arguments, 2, more.length);
        return run(exitCode, arguments);
    }

    private void answer(int status, String... errors) {
        for (String error : errors) {
            world.tokenAnswers.add(Answer.json(status, "{\"error\":\"" + error + "\",\"error_codes\":[70016]}"));
        }
    }

    private Map<String, String> form(String path) {
        return world.received.stream()
                .filter(request -> request.startsWith("POST " + path))
                .map(request -> FakeWorld.form(request.substring(request.lastIndexOf('\n') + 1)))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    // Microsoft Entra ID: OpenID Connect metadata only, without PKCE; no registration; the resource must fit the scopes

    private static final String ENTRA = "/7f5c/v2.0";
    private static final String API = "api://b1f3";
    private static final String SCOPES = API + "/mcp:read " + API + "/mcp:tools";

    private void entra() {
        world.metadata.remove(List.of("code_challenge_methods_supported", "token_endpoint_auth_methods_supported"));
        world.metadata.putArray("scopes_supported").add("openid").add("offline_access");
        provider(ENTRA, ENTRA + "/.well-known/openid-configuration");
        world.device.put("message", "To sign in, use a web browser to open the page and enter the code");
    }

    @Test
    void entraSignsInByDevice() {
        entra();
        answer(400, "authorization_pending");
        world.tokenAnswers.add(Answer.json(
                200,
                "{\"token_type\":\"Bearer\",\"scope\":\"" + SCOPES + "\",\"expires_in\":4000,\"ext_expires_in\":4000,"
                        + "\"access_token\":\"secret-a\",\"refresh_token\":\"secret-r\",\"id_token\":\"x.y.z\"}"));
        Run login = login(0, "--device", "--client-id", "c1", "--scope", SCOPES, "--resource", API);
        assertFalse(login.all().contains("use a web browser"), "the message of the provider is shown");
        assertTrue(login.out().contains("scopes   " + SCOPES), login.out());
        assertEquals(SCOPES + " offline_access", form("/device").get("scope"));
        assertEquals(API, form("/device").get("resource"));
        assertEquals(API, form("/token").get("resource"));

        clock.move(Duration.ofHours(2));
        run(0, "tools", world.mcpUrl(), "--protocol", "2026-07-28");
        assertEquals("refresh_token", form("/token").get("grant_type"));
        assertEquals(API, form("/token").get("resource"));
        assertEquals("c1", form("/token").get("client_id"));
        assertTrue(run(0, "logout", world.mcpUrl()).out().contains("does not revoke tokens"));
    }

    @Test
    void entraKeepsItsNameOfTheServerAtTheNextSignIn() {
        entra();
        login(0, "--device", "--client-id", "c1", "--scope", API + "/mcp:read", "--resource", API);
        login(0, "--device", "--scope", SCOPES);
        assertEquals(API, form("/device").get("resource"));
        assertEquals("c1", form("/device").get("client_id"));
    }

    @Test
    void entraDoesNotAdvertisePkce() {
        entra();
        Run refused = login(3, "--client-id", "c1");
        assertTrue(refused.err().contains("lacks S256. Sign in with --device"), refused.err());
        assertEquals(List.of(), world.authorizations);
        login(0, "--client-id", "c1", "--allow-unadvertised-pkce", "--resource", API);
        assertEquals(API, world.authorizations.get(0).get("resource"));
    }

    @Test
    void entraRefusesTheUrlOfTheServerAsResource() {
        entra();
        world.answers.put(
                "/device",
                Answer.json(
                        400,
                        "{\"error\":\"invalid_target\",\"error_description\":\"AADSTS9010010: The resource parameter"
                                + " provided in the request doesn't match with the requested scopes.\"}"));
        Run run = login(3, "--device", "--client-id", "c1", "--scope", SCOPES);
        assertTrue(run.err().contains("did not sign you in: invalid_target: AADSTS9010010"), run.err());
    }

    @Test
    void entraSaysDeclinedInsteadOfDenied() {
        entra();
        answer(400, "authorization_pending", "authorization_declined");
        Run run = login(3, "--device", "--client-id", "c1");
        assertTrue(run.err().contains("The sign-in was denied in the browser."), run.err());
    }

    @Test
    void entraHasAnIssuerWithTheIdOfTheTenant() {
        entra();
        world.resource.putArray("authorization_servers").add(world.url() + "/contoso.com/v2.0");
        publish("/contoso.com/v2.0/.well-known/openid-configuration");
        Run run = login(3, "--device", "--client-id", "c1");
        assertTrue(run.err().contains("issuer is \"" + world.url() + ENTRA + "\", expected"), run.err());
    }

    // Auth0: an issuer with a slash at the end; registration can be disabled; its own status for each error

    @Test
    void auth0SignsInByDevice() {
        provider("/", "/.well-known/oauth-authorization-server");
        world.tokenAnswers.add(
                Answer.json(
                        403,
                        "{\"error\":\"authorization_pending\",\"error_description\":\"User has yet to authorize device code.\"}"));
        world.tokenAnswers.add(
                Answer.json(429, "{\"error\":\"slow_down\",\"error_description\":\"You are polling faster\"}"));
        login(0, "--device", "--client-id", "c1", "--scope", "mcp:read mcp:tools");
        assertEquals("mcp:read mcp:tools", form("/device").get("scope"));
        assertEquals(world.mcpUrl(), form("/device").get("resource"));
        assertEquals(3, world.tokenRequests.size());
    }

    @Test
    void auth0MayHaveRegistrationDisabled() {
        world.metadata.put("registration_endpoint", world.url() + "/oidc/register");
        world.answers.put(
                "/oidc/register",
                Answer.json(404, "{\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Not Found\"}"));
        Run run = login(3);
        assertTrue(run.err().contains("refused to register this client (Not Found)"), run.err());
        assertTrue(run.err().contains("--client-id"), run.err());
    }

    @Test
    void anIssuerWithoutItsSlashIsAnother() {
        provider("/", "/.well-known/oauth-authorization-server");
        world.resource.putArray("authorization_servers").add(world.url());
        assertTrue(login(3, "--client-id", "c1").err().contains("issuer is \"" + world.url() + "/\""));
    }

    // Okta: metadata behind the path of the issuer; registration for administrators only

    @Test
    void oktaSignsInByDevice() {
        provider("/oauth2/aus1", "/oauth2/aus1/.well-known/openid-configuration");
        answer(400, "authorization_pending", "slow_down");
        login(0, "--device", "--client-id", "0oa1", "--scope", "mcp:read");
        assertEquals("0oa1", form("/token").get("client_id"));
        assertEquals(3, world.tokenRequests.size());
    }

    @Test
    void oktaRegistersNobody() {
        world.metadata.put("registration_endpoint", world.url() + "/oauth2/v1/clients");
        world.answers.put(
                "/oauth2/v1/clients",
                Answer.json(403, "{\"errorCode\":\"E0000005\",\"errorSummary\":\"Invalid session\"}"));
        Run run = login(3);
        assertTrue(run.err().contains("refused to register this client (status 403)"), run.err());
    }

    // GitHub: metadata without the device flow and without registration; errors with status 200; tokens without an
    // expiry

    private void gitHub() {
        world.metadata.remove("device_authorization_endpoint");
        provider("/login/oauth", "/.well-known/oauth-authorization-server/login/oauth");
    }

    @Test
    void gitHubSignsInByDevice() {
        gitHub();
        answer(200, "authorization_pending", "slow_down");
        world.tokenAnswers.add(Answer.json(
                200, "{\"access_token\":\"secret-gho\",\"token_type\":\"bearer\",\"scope\":\"read:org,repo\"}"));
        Run login = login(
                0,
                "--device",
                "--client-id",
                "Iv1",
                "--scope",
                "repo read:org",
                "--device-endpoint",
                world.url() + "/device");
        assertTrue(login.out().contains("scopes   read:org,repo"), login.out());
        assertTrue(login.out().contains("expires  at an unknown time"), login.out());
        assertTrue(world.received.stream()
                .filter(request -> request.startsWith("POST /token"))
                .allMatch(request -> request.contains("Accept=[application/json]")));
        clock.move(Duration.ofDays(300));
        run(0, "tools", world.mcpUrl(), "--protocol", "2026-07-28");
        assertEquals(3, world.tokenRequests.size());
    }

    @Test
    void gitHubDoesNotSayWhereTheDeviceFlowStarts() {
        gitHub();
        Run run = login(3, "--device", "--client-id", "Iv1");
        assertTrue(run.err().contains("--device-endpoint"), run.err());
        Run elsewhere = login(3, "--device", "--client-id", "Iv1", "--device-endpoint", "http://192.0.2.1/device");
        assertTrue(elsewhere.err().contains("The client does not call it"), elsewhere.err());
    }

    @Test
    void gitHubWantsASecretInTheFlowWithABrowser() {
        gitHub();
        client = client.with("MCP_CLIENT_SECRET", "secret-app");
        Run login = login(0, "--client-id", "Iv1", "--scope", "repo");
        assertTrue(world.received.stream()
                .anyMatch(request -> request.startsWith("POST /token") && request.contains("Authorization=[Basic ")));
        assertFalse(login.all().contains("secret-"), login.all());
    }
}
