package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.authserver.Browser.Page;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider.Fault;
import dev.mcpauth.health.RunningServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users sign in with GitHub, or rather with a fake that has the same three endpoints. */
@Timeout(120)
class GitHubSignInTest {

    private static final FakeOpenIdProvider GITHUB = FakeOpenIdProvider.start();

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create, GitHubSignInTest::settings);

    private Browser browser;
    private SignIn signIn;

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(UpstreamSignInTest.settings(GITHUB));
        settings.remove("MCP_UPSTREAM_ISSUER");
        settings.put("MCP_UPSTREAM", "github");
        settings.put("MCP_GITHUB_URL", GITHUB.url(""));
        settings.put("MCP_GITHUB_API_URL", GITHUB.url(""));
        settings.put("MCP_UPSTREAM_ROLES", "583231=admin, *=user");
        return settings;
    }

    @BeforeEach
    void begin() {
        String url = "http://localhost:" + SERVER.port();
        GITHUB.fail(Fault.RESPONSE_WITHOUT_ISSUER);
        GITHUB.approvedBy("octocat");
        signIn = new SignIn(new Http(() -> url));
        browser = new Browser(Set.of(url, GITHUB.url("")));
        browser.open(GITHUB.url("/session?user=octocat"));
    }

    @AfterAll
    static void stop() {
        GITHUB.close();
    }

    private Map<String, String> response() {
        Page page = browser.openAndAllow(signIn.with("scope", "mcp:tools").url("http://localhost:" + SERVER.port()));
        return Http.query(page.url());
    }

    @Test
    void theSubjectIsTheIdOfTheUserWhichNeverChanges() {
        JsonNode claims = AuthorizationCodeTest.claims(signIn.redeem(response().get("code")));
        assertEquals("583231", claims.path("sub").asText());
        assertEquals("octocat", claims.path("preferred_username").asText());
        assertEquals("[\"admin\",\"user\"]", claims.path("roles").toString());
    }

    @Test
    void noScopeIsAskedFor() {
        response();
        assertEquals(
                Set.of(
                        "response_type",
                        "client_id",
                        "redirect_uri",
                        "state",
                        "code_challenge",
                        "code_challenge_method"),
                GITHUB.lastRequest().keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "ACCESS_DENIED,                access_denied",
        "RESPONSE_WITHOUT_CODE,        server_error",
        "NO_JSON,                      server_error",
        "STATUS_500,                   temporarily_unavailable",
    })
    void aSignInThatProvesNothingIsRefused(Fault fault, String error) {
        GITHUB.fail(fault, Fault.RESPONSE_WITHOUT_ISSUER);
        Map<String, String> response = response();
        assertEquals(error, response.get("error"));
        assertFalse(response.containsKey("code"));
    }

    @Test
    void aResponseOfAnotherIssuerIsRefused() {
        GITHUB.fail(Fault.RESPONSE_FROM_ANOTHER_ISSUER);
        assertEquals("server_error", response().get("error"));
    }
}
