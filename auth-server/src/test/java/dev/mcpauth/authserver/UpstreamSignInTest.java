package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider.Fault;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Users sign in with an OpenID provider (OpenID Connect Core, section 3.1), after they have allowed access here. */
@Timeout(120)
class UpstreamSignInTest {

    private static final FakeOpenIdProvider PROVIDER = FakeOpenIdProvider.start();
    private static final MovableClock CLOCK = new MovableClock();

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.of(environment -> App.create(environment, CLOCK), () -> settings(PROVIDER));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> seen = new ArrayList<>();
    private Http http;
    private Http provider;
    private SignIn signIn;

    static Map<String, String> settings(FakeOpenIdProvider provider) {
        return Map.of(
                "MCP_KEYS_DIR",
                Practice.KEYS.toString(),
                "MCP_UPSTREAM",
                "oidc",
                "MCP_UPSTREAM_ISSUER",
                provider.url(""),
                "MCP_UPSTREAM_CLIENT_ID",
                FakeOpenIdProvider.CLIENT_ID,
                "MCP_UPSTREAM_CLIENT_SECRET",
                FakeOpenIdProvider.SECRET,
                "MCP_UPSTREAM_ROLES",
                "id-alice=user, id-admin=admin user, id-mallory=guest");
    }

    @BeforeEach
    void begin() {
        CLOCK.move(Duration.ofHours(25)); // forget what earlier tests have left, and look at the provider again
        PROVIDER.fail();
        http = new Http(() -> "http://localhost:" + SERVER.port());
        provider = new Http(() -> PROVIDER.url(""));
        signIn = new SignIn(http);
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        rootLogger().addAppender(log);
    }

    @AfterEach
    void noSecretIsShownOrLogged() {
        rootLogger().detachAppender(log);
        log.list.forEach(event -> seen.add(event.getFormattedMessage()));
        String all = String.join("\n", seen);
        assertFalse(all.contains(FakeOpenIdProvider.SECRET), all);
        for (String token : PROVIDER.accessTokens()) {
            assertFalse(all.contains(token), all);
        }
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Up to the redirect to the provider. */
    private HttpResponse<String> consent(String... scopes) {
        HttpResponse<String> page = signIn.authorize();
        List<String> form = new ArrayList<>(List.of("id", Http.hidden(page, "id"), "decision", "allow"));
        for (String scope : scopes) {
            form.addAll(List.of("scope", scope));
        }
        return http.post("/authorize/consent", form.toArray(String[]::new));
    }

    /** The user signs in to the provider, which sends the browser back to this URL. */
    private URI signInAtProvider(HttpResponse<String> redirect, String user) {
        provider.get("/session?user=" + user);
        PROVIDER.approvedBy(user);
        URI url = URI.create(redirect.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> back = provider.get(url.getRawPath() + "?" + url.getRawQuery());
        return URI.create(back.headers().firstValue("Location").orElseThrow());
    }

    private HttpResponse<String> callback(URI url) {
        HttpResponse<String> response = http.get(url.getRawPath() + "?" + url.getRawQuery());
        seen.add(response.body() + response.headers().map());
        return response;
    }

    /** Up to the redirect to the client. */
    private HttpResponse<String> allow(String user, String... scopes) {
        return callback(signInAtProvider(consent(scopes), user));
    }

    private HttpResponse<String> tokens(String user, String... scopes) {
        HttpResponse<String> tokens =
                signIn.redeem(Http.redirected(allow(user, scopes)).get("code"));
        seen.add(tokens.body());
        return tokens;
    }

    @Test
    void aUserSignsInAtTheProviderAndTheClientGetsATokenOfThisServer() {
        HttpResponse<String> response = signIn.with("scope", "mcp:read mcp:tools")
                .with("resource", Practice.RESOURCE)
                .with("redirect_uri", SignIn.CALLBACK)
                .redeem(Http.redirected(allow("admin", "mcp:read", "mcp:tools")).get("code"));
        assertEquals(200, response.statusCode(), response.body());
        JsonNode claims = AuthorizationCodeTest.claims(response);
        assertEquals("http://localhost:" + SERVER.port(), claims.path("iss").asText());
        assertEquals(Practice.RESOURCE, claims.path("aud").asText());
        assertEquals("id-admin", claims.path("sub").asText());
        assertEquals("admin", claims.path("preferred_username").asText());
        assertEquals("[\"admin\",\"user\"]", claims.path("roles").toString());
        assertEquals("mcp:read mcp:tools", claims.path("scope").asText());
        assertEquals("mcp-test-client", claims.path("client_id").asText());
    }

    @Test
    void theConsentPageComesFirstAndNamesTheProvider() {
        HttpResponse<String> page = signIn.with("scope", "mcp:tools").authorize();
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<h1>Allow access?</h1>"), page.body());
        assertTrue(
                page.body()
                        .contains("After this page, you sign in with "
                                + URI.create(PROVIDER.url("")).getAuthority() + "."),
                page.body());
        assertTrue(page.body().contains("MCP test client") && page.body().contains("localhost:7777"), page.body());
        assertTrue(page.body().contains("Run tools on your behalf"), page.body());
        assertFalse(page.body().contains("no passwords"), page.body());
        assertEquals(404, http.post("/authorize/sign-in", "user", "admin").statusCode());
    }

    @Test
    void theProviderLearnsNothingOfTheClient() {
        HttpResponse<String> redirect = signIn.with("scope", "mcp:tools")
                .with("resource", Practice.RESOURCE)
                .authorize();
        signInAtProvider(consent("mcp:tools"), "alice");
        Map<String, String> request = PROVIDER.lastRequest();
        assertEquals(
                Set.of(
                        "response_type",
                        "client_id",
                        "redirect_uri",
                        "scope",
                        "state",
                        "nonce",
                        "code_challenge",
                        "code_challenge_method"),
                request.keySet());
        assertEquals("openid profile", request.get("scope"));
        assertEquals(FakeOpenIdProvider.CLIENT_ID, request.get("client_id"));
        assertEquals("http://localhost:" + SERVER.port() + "/authorize/callback", request.get("redirect_uri"));
        assertEquals("S256", request.get("code_challenge_method"));
        assertFalse(redirect.body().contains(request.get("state")));
    }

    @Test
    void eachSignInHasItsOwnStateNonceAndVerifier() {
        signInAtProvider(consent("mcp:read"), "alice");
        Map<String, String> first = PROVIDER.lastRequest();
        signInAtProvider(consent("mcp:read"), "alice");
        for (String name : List.of("state", "nonce", "code_challenge")) {
            assertEquals(43, first.get(name).length());
            assertFalse(first.get(name).equals(PROVIDER.lastRequest().get(name)), name);
        }
    }

    @Test
    void theCookieIsSetAfterConsentAndIsThatOfTheBrowser() {
        assertFalse(signIn.authorize().headers().allValues("Set-Cookie").stream()
                .anyMatch(set -> set.contains("upstream")));
        HttpResponse<String> redirect = consent("mcp:read");
        String cookie = redirect.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.matches("upstream=[A-Za-z0-9_-]{43}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax"), cookie);
        assertEquals(303, redirect.statusCode());
        assertEquals("no-store", redirect.headers().firstValue("Cache-Control").orElse(""));
        assertEquals(
                "no-referrer", redirect.headers().firstValue("Referrer-Policy").orElse(""));
        assertEquals(
                cookie, consent("mcp:read").headers().firstValue("Set-Cookie").orElseThrow());
    }

    @Test
    void aSignInWorksOnceInOneBrowserForTenMinutes() {
        URI back = signInAtProvider(consent("mcp:read"), "alice");
        Http another = new Http(() -> "http://localhost:" + SERVER.port());
        assertEquals(
                400, another.get(back.getRawPath() + "?" + back.getRawQuery()).statusCode());
        assertEquals(303, callback(back).statusCode());
        assertEquals(400, callback(back).statusCode());

        URI late = signInAtProvider(consent("mcp:read"), "alice");
        CLOCK.move(Duration.ofMinutes(10));
        assertEquals(400, callback(late).statusCode());
    }

    @Test
    void twoTabsOfABrowserCanSignInAtTheSameTime() {
        URI first = signInAtProvider(consent("mcp:read"), "alice");
        URI second = signInAtProvider(consent("mcp:read"), "alice");
        assertTrue(Http.redirected(callback(second)).containsKey("code"));
        assertTrue(Http.redirected(callback(first)).containsKey("code"));
    }

    @ParameterizedTest
    @CsvSource({
        "'',                             400",
        "state=,                         400",
        "code=x,                         400",
        "state=invented&code=x,          400",
        "state=a&state=b&code=x,         400",
        "error=access_denied,            400",
        "state=%E0%80&code=x,            400",
    })
    void aCallbackOfNoSignInIsRefused(String query, int status) {
        HttpResponse<String> response = http.get("/authorize/callback?" + query);
        assertEquals(status, response.statusCode());
        assertTrue(response.headers().firstValue("Location").isEmpty());
    }

    @Test
    void aUserWithoutARoleIsRefused() {
        Map<String, String> answer = Http.redirected(allow("stranger", "mcp:read"));
        assertEquals("access_denied", answer.get("error"));
        assertEquals("a state", answer.get("state"));
        assertTrue(logged().contains("MCP_UPSTREAM_ROLES does not list the user (subject id-stranger)"), logged());
    }

    @Test
    void theUserCanDenyBeforeTheSignIn() {
        String id = Http.hidden(signIn.authorize(), "id");
        Map<String, String> answer =
                Http.redirected(http.post("/authorize/consent", "id", id, "decision", "deny", "scope", "mcp:read"));
        assertEquals("access_denied", answer.get("error"));
    }

    /** The error of the provider is never passed on: its description could be anything. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACCESS_DENIED                | access_denied           | the provider responds with an error (access_denied)",
                "SERVER_ERROR                 | server_error            | the provider responds with an error (server_error)",
                "RESPONSE_WITHOUT_CODE        | server_error            | the authorization response is incomplete",
                "RESPONSE_FROM_ANOTHER_ISSUER | server_error            | from another issuer (https://another.example)",
                "RESPONSE_WITHOUT_ISSUER      | server_error            | from another issuer (without iss)",
                "ANOTHER_ISSUER               | server_error            | the claims of the ID token are not valid (Unexpected JWT issuer",
                "ANOTHER_AUDIENCE             | server_error            | the claims of the ID token are not valid (Unexpected JWT audience",
                "SEVERAL_AUDIENCES            | server_error            | the claims of the ID token are not valid (azp is missing, or is another client)",
                "ANOTHER_AUTHORIZED_PARTY     | server_error            | the claims of the ID token are not valid (azp is missing, or is another client)",
                "ANOTHER_NONCE                | server_error            | the claims of the ID token are not valid (Unexpected JWT nonce",
                "NO_NONCE                     | server_error            | the claims of the ID token are not valid (Missing JWT nonce",
                "EXPIRED                      | server_error            | the claims of the ID token are not valid (Expired JWT",
                "NO_SUBJECT                   | server_error            | the claims of the ID token are not valid (Missing JWT subject",
                "LONG_SUBJECT                 | server_error            | the subject of the user is not usable",
                "ANOTHER_KEY                  | server_error            | the signature of the ID token is not valid (Signed JWT rejected: Invalid",
                "ANOTHER_ALGORITHM            | server_error            | the signature of the ID token is not valid (Signed JWT rejected: Another",
                "NO_SIGNATURE                 | server_error            | the claims of the ID token are not valid (Signed ID token expected",
                "NO_ID_TOKEN                  | server_error            | the response of the token endpoint is incomplete",
                "NO_JSON                      | server_error            | the response of the token endpoint is malformed",
                "TOO_LONG                     | temporarily_unavailable | the token endpoint does not respond (more than",
                "STATUS_500                   | temporarily_unavailable | the token endpoint fails (status 500)",
                "SLOW                         | temporarily_unavailable | the token endpoint does not respond (no complete",
                "NO_KEYS                      | temporarily_unavailable | the key set of the provider cannot be fetched",
            })
    void aSignInThatProvesNothingIsRefused(Fault fault, String error, String reason) {
        PROVIDER.fail(fault);
        Map<String, String> answer = Http.redirected(allow("alice", "mcp:read"));
        assertEquals(error, answer.get("error"));
        assertEquals("a state", answer.get("state"));
        assertEquals("http://localhost:" + SERVER.port(), answer.get("iss"));
        assertFalse(answer.containsKey("code"));
        assertFalse(answer.get("error_description").contains("<b>"), answer.toString());
        assertTrue(logged().contains(reason), logged());
        PROVIDER.fail();
        CLOCK.move(Duration.ofHours(1));
        assertTrue(Http.redirected(allow("alice", "mcp:read")).containsKey("code"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "METADATA_OF_ANOTHER_ISSUER | server_error            | the metadata is that of another issuer",
                "METADATA_WITH_HTTP         | server_error            | is missing, or has no https (http://keys.example/keys)",
                "NO_METADATA                | temporarily_unavailable | the metadata cannot be fetched (status 503)",
            })
    void metadataThatCannotBeTrustedIsNotUsed(Fault fault, String error, String reason) throws Exception {
        try (FakeOpenIdProvider other = FakeOpenIdProvider.start()) {
            other.fail(fault);
            Map<String, String> settings = new HashMap<>(settings(other));
            settings.put("MCP_PORT", "0");
            var app = App.create(new dev.mcpauth.health.Environment(settings), CLOCK)
                    .start();
            try {
                http = new Http(() -> "http://localhost:" + app.port());
                signIn = new SignIn(http);
                for (int i = 0; i < 3; i++) {
                    assertEquals(error, Http.redirected(consent("mcp:read")).get("error"));
                }
                assertEquals(1, other.metadataRequests(), "a failure is remembered for five seconds");
                assertTrue(logged().contains(reason), logged());
                other.fail();
                CLOCK.move(Duration.ofSeconds(5));
                assertEquals(
                        other.url("/authorize"),
                        consent("mcp:read")
                                .headers()
                                .firstValue("Location")
                                .orElseThrow()
                                .split("\\?")[0]);
            } finally {
                app.stop();
            }
        }
    }

    @Test
    void anOutageDoesNotEndSignInsWithKnownMetadata() {
        tokens("alice", "mcp:read");
        CLOCK.move(Duration.ofHours(1));
        PROVIDER.fail(Fault.NO_METADATA);
        assertEquals(200, tokens("alice", "mcp:read").statusCode());
    }

    @Test
    void aDayAfterTheSignInTheUserHasToSignInAgain() {
        String refreshToken =
                Http.json(tokens("alice", "mcp:read")).path("refresh_token").asText();
        CLOCK.move(Duration.ofHours(23));
        HttpResponse<String> refreshed = refresh(refreshToken);
        assertEquals(
                "id-alice", AuthorizationCodeTest.claims(refreshed).path("sub").asText());
        CLOCK.move(Duration.ofHours(1));
        Practice.assertRefused(
                400,
                "invalid_grant",
                refresh(Http.json(refreshed).path("refresh_token").asText()));
    }

    private HttpResponse<String> refresh(String refreshToken) {
        return http.post(
                "/token", "grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", "mcp-test-client");
    }

    @Test
    void aDeviceGetsATokenOfTheUserWhoSignedIn() {
        JsonNode device =
                Http.json(http.post("/device_authorization", "client_id", "mcp-test-client", "scope", "mcp:tools"));
        HttpResponse<String> page =
                http.post("/device", "user_code", device.path("user_code").asText());
        String id = Http.hidden(page, "id");
        HttpResponse<String> redirect =
                http.post("/authorize/consent", "id", id, "decision", "allow", "scope", "mcp:tools");
        HttpResponse<String> done = callback(signInAtProvider(redirect, "alice"));
        assertTrue(done.body().contains("You are signed in on the device"), done.body());
        HttpResponse<String> tokens = http.post(
                "/token",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "client_id",
                "mcp-test-client",
                "device_code",
                device.path("device_code").asText());
        assertEquals(
                "id-alice", AuthorizationCodeTest.claims(tokens).path("sub").asText());
    }

    @Test
    void aDeviceGoesOnWaitingIfTheSignInFails() {
        JsonNode device =
                Http.json(http.post("/device_authorization", "client_id", "mcp-test-client", "scope", "mcp:tools"));
        for (String user : List.of("stranger", "alice")) {
            HttpResponse<String> page =
                    http.post("/device", "user_code", device.path("user_code").asText());
            String id = Http.hidden(page, "id");
            HttpResponse<String> redirect =
                    http.post("/authorize/consent", "id", id, "decision", "allow", "scope", "mcp:tools");
            assertEquals(
                    user.equals("alice") ? 200 : 400,
                    callback(signInAtProvider(redirect, user)).statusCode());
        }
    }

    @Test
    void thereIsNoServiceClientWithoutASecretInTheSettings() {
        Practice.assertRefused(
                401,
                "invalid_client",
                http.post(
                        "/token",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "mcp-service",
                        "client_secret",
                        "x"));
    }

    @Test
    void anAddressCanHaveThreeHundredSignInsUnderWay() {
        for (int i = 0; i < 300; i++) {
            assertTrue(consent("mcp:read")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow()
                    .startsWith(PROVIDER.url("/")));
        }
        Map<String, String> answer = Http.redirected(consent("mcp:read"));
        assertEquals("temporarily_unavailable", answer.get("error"));
        assertEquals("a state", answer.get("state"));
    }

    /** The provider never responds, so each request occupies a thread until the time limit. */
    @Test
    void sixteenRequestsToTheProviderMayRunAtOnce() throws Exception {
        List<URI> callbacks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            callbacks.add(signInAtProvider(consent("mcp:read"), "alice"));
        }
        int before = PROVIDER.slowRequests();
        PROVIDER.fail(Fault.SLOW);
        ExecutorService browsers = Executors.newFixedThreadPool(24);
        try {
            List<Future<HttpResponse<String>>> responses = new ArrayList<>();
            for (URI url : callbacks) {
                responses.add(browsers.submit(() -> http.get(url.getRawPath() + "?" + url.getRawQuery())));
            }
            for (Future<HttpResponse<String>> response : responses) {
                assertEquals(
                        "temporarily_unavailable",
                        Http.redirected(response.get()).get("error"));
            }
            assertTrue(PROVIDER.slowRequests() - before >= 16, "fewer than sixteen have run");
            assertTrue(logged().contains("does not respond (too many requests to the provider)"), logged());
        } finally {
            browsers.shutdownNow();
        }
    }

    private String logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).reduce("", (all, line) -> all + line + "\n");
    }
}
