package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.mcpauth.authserver.Browser.Page;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider.Fault;
import dev.mcpauth.authserver.upstream.NaiveProxy;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Attacks on servers that let users sign in with another provider; each was found in the wild. Every test runs its attack twice, with
 * the same code: against {@link NaiveProxy}, where it must succeed, and against this server, where it must be stopped, at the place
 * that the test names. alice is the victim, mallory the attacker; both have a session at the provider in their own browsers.
 */
@Timeout(120)
class ProxyAttacksTest {

    private static final String HONEST = "http://localhost:7777/callback";
    private static final String ATTACKER = "https://attacker.example/callback";
    private static final String STOLEN = "a token of id-alice";

    private static final FakeOpenIdProvider PROVIDER = FakeOpenIdProvider.start();

    @RegisterExtension
    @Order(1)
    static final RunningServer BROKER = RunningServer.of(App::create, () -> UpstreamSignInTest.settings(PROVIDER));

    /** An MCP server that accepts the tokens of the broker. */
    @RegisterExtension
    @Order(2)
    static final RunningServer MCP_SERVER = RunningServer.of(
            dev.mcpauth.jwt.App::create,
            () -> Map.of(
                    "MCP_ISSUER", "http://localhost:" + BROKER.port(),
                    "MCP_JWKS_URL", "http://localhost:" + BROKER.port() + "/.well-known/jwks.json",
                    "MCP_AUDIENCE", Practice.RESOURCE));

    private static NaiveProxy neverAsking;
    private static NaiveProxy askingOnce;

    private Target naive;
    private Target broker;
    private Browser alice;
    private Browser mallory;

    /** What an attacker does. The result is what the attacker gets, or what the attack ends with. */
    private interface Attack {
        String run(Target target);
    }

    /** A server that lets users sign in with the provider. */
    private record Target(String url, String callback, Http http) {

        static Target at(String url, String callback) {
            return new Target(url, url + callback, new Http(() -> url));
        }

        JsonNode register(String redirectUri, String method) {
            return Http.json(http.postJson("/register", """
                    {"redirect_uris": ["%s"], "token_endpoint_auth_method": "%s"}""".formatted(redirectUri, method)));
        }

        String clientId(String redirectUri) {
            return register(redirectUri, "none").path("client_id").asText();
        }
    }

    /** A client, and its authorization request. The verifier belongs to whoever has made the request. */
    private record Client(Target target, String id, String redirectUri, CodeVerifier verifier) {

        static Client of(Target target, String id, String redirectUri) {
            return new Client(target, id, redirectUri, new CodeVerifier());
        }

        String authorizationUrl(String... more) {
            String challenge =
                    CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue();
            String[] parameters = {
                "response_type",
                "code",
                "client_id",
                id,
                "redirect_uri",
                redirectUri,
                "state",
                "of-the-client",
                "code_challenge",
                challenge,
                "code_challenge_method",
                "S256",
                "scope",
                "mcp:tools"
            };
            return target.url() + "/authorize?"
                    + Http.encode(Stream.concat(Arrays.stream(parameters), Arrays.stream(more))
                            .toArray(String[]::new));
        }

        /** What the client gets after the browser has reached this page. */
        String result(Page page) {
            if (!page.url().startsWith(redirectUri)) {
                return page.text();
            }
            Map<String, String> response = query(page.url());
            return response.containsKey("code") ? redeem(response.get("code")) : "error " + response.get("error");
        }

        String redeem(String code) {
            HttpResponse<String> tokens = target.http()
                    .post(
                            "/token",
                            "grant_type",
                            "authorization_code",
                            "code",
                            code,
                            "client_id",
                            id,
                            "redirect_uri",
                            redirectUri,
                            "code_verifier",
                            verifier.getValue());
            return tokens.statusCode() == 200
                    ? "a token of "
                            + userOf(Http.json(tokens).path("access_token").asText())
                    : Http.json(tokens).path("error").asText();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        neverAsking = neverAsking == null ? new NaiveProxy(0, PROVIDER.url(""), false) : neverAsking;
        askingOnce = askingOnce == null ? new NaiveProxy(0, PROVIDER.url(""), true) : askingOnce;
        naive = Target.at(neverAsking.url(""), "/callback");
        broker = Target.at("http://localhost:" + BROKER.port(), "/authorize/callback");
        PROVIDER.fail();
        alice = newBrowser("alice");
        mallory = newBrowser("mallory");
    }

    @AfterAll
    static void stop() {
        neverAsking.close();
        askingOnce.close();
        PROVIDER.close();
    }

    /** A browser with a session at the provider, whose user has allowed the one client before. */
    private static Browser newBrowser(String user) {
        Browser browser = new Browser(
                Set.of(PROVIDER.url(""), neverAsking.url(""), askingOnce.url(""), "http://localhost:" + BROKER.port()));
        browser.open(PROVIDER.url("/session?user=" + user));
        PROVIDER.approvedBy(user);
        return browser;
    }

    /** The user for whom an MCP server lets a request with this token in; "nobody" if it does not. */
    private static String userOf(String token) {
        if (token.startsWith("upstream-")) { // the MCP server behind a naive proxy asks the provider who this is
            HttpResponse<String> who =
                    new Http(() -> PROVIDER.url("")).get("/userinfo", "Authorization", "Bearer " + token);
            return who.statusCode() == 200 ? Http.json(who).path("sub").asText() : "nobody";
        }
        int status = MCP_SERVER
                .request()
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}")
                .post("/mcp")
                .statusCode();
        return status == 200
                ? Json.parse(Base64.getUrlDecoder().decode(token.split("\\.")[1]))
                        .path("sub")
                        .asText()
                : "nobody";
    }

    private static Map<String, String> query(String url) {
        return Http.query(url);
    }

    private void assertStopped(String stoppedBy, Attack attack) {
        assertStopped(STOLEN, stoppedBy, attack);
    }

    private void assertStopped(String success, String stoppedBy, Attack attack) {
        assertEquals(success, attack.run(naive), "against the naive proxy, the attack must succeed");
        assertEquals(stoppedBy, attack.run(broker), "against this server, the attack must be stopped");
    }

    /** Without this test, a server at which nobody can sign in would pass all other tests. */
    @Test
    void anHonestUserSignsIn() {
        for (Target target : new Target[] {naive, broker}) {
            Client client = Client.of(target, target.clientId(HONEST), HONEST);
            assertEquals("a token of id-alice", client.result(alice.openAndAllow(client.authorizationUrl())));
        }
    }

    /**
     * 1. The provider remembers that alice has allowed the one client, which all clients of the proxy share. A link is enough (MCP
     * Security Best Practices, "Confused Deputy Problem"; FastMCP #2056).
     */
    @Test
    void aLinkIsNotEnoughToSignInAtTheClientOfAnAttacker() {
        assertStopped("200 Allow access?", target -> {
            Client client = Client.of(target, target.clientId(ATTACKER), ATTACKER);
            return client.result(alice.open(client.authorizationUrl()));
        });
    }

    /** 2. mallory gives consent, and sends alice the link to the provider (CVE-2026-27124, FastMCP #3201). */
    @Test
    void consentInOneBrowserDoesNotCountInAnother() {
        assertStopped(
                "400 Request failed This sign-in was already finished, has expired, or was started in another browser."
                        + " Go back to the application and start again.",
                target -> {
                    Client client = Client.of(target, target.clientId(ATTACKER), ATTACKER);
                    Page link = mallory.openAndAllow(
                            client.authorizationUrl(), url -> url.startsWith(PROVIDER.url("/authorize")));
                    return client.result(alice.open(link.url()));
                });
    }

    /**
     * 3. alice's own client connects to mallory's MCP server, whose authorization server sends her on to this one, in the name of
     * her client, but with mallory's code challenge. The client gets the code, and sends it to mallory (GHSA-6x8h-498w-gv8c, FastMCP
     * #3960).
     */
    @Test
    void consentIsNotRemembered() {
        naive = Target.at(askingOnce.url(""), "/callback");
        assertStopped("200 Allow access?", target -> {
            Client own = Client.of(target, "mcp-test-client", HONEST);
            assertEquals("a token of id-alice", own.result(alice.openAndAllow(own.authorizationUrl())));
            Client inTheMiddle = Client.of(target, "mcp-test-client", HONEST);
            return inTheMiddle.result(alice.open(inTheMiddle.authorizationUrl()));
        });
    }

    /** 4. alice signs in to mallory's MCP server, which uses her token at the real one (FastMCP #2763). */
    @Test
    void aTokenForAnotherServerIsNotIssued() {
        assertStopped("error invalid_target", target -> {
            Client client = Client.of(target, "mcp-test-client", HONEST);
            return client.result(
                    alice.openAndAllow(client.authorizationUrl("resource", "https://attacker.example/mcp")));
        });
    }

    /** 5. The registration response contains the secret that the proxy has at the provider (punkpeye/fastmcp #262). */
    @Test
    void registrationDoesNotRevealTheClientOfTheServer() {
        assertStopped("invalid_grant: authenticated", "invalid_client", target -> {
            JsonNode client = target.register(ATTACKER, "client_secret_post");
            HttpResponse<String> response = new Http(() -> PROVIDER.url(""))
                    .post(
                            "/token",
                            "code",
                            "invented",
                            "client_id",
                            client.path("client_id").asText(),
                            "client_secret",
                            client.path("client_secret").asText());
            String error = Http.json(response).path("error").asText();
            return error + (error.equals("invalid_grant") ? ": authenticated" : "");
        });
    }

    /** 6. The redirect URI is not that of the client (GHSA-wx5f-576r-gpcx). */
    @Test
    void aRedirectUriThatIsNotRegisteredIsRefused() {
        assertStopped("400 Request failed redirect_uri is not registered for this client.", target -> {
            Client client = Client.of(target, "mcp-test-client", ATTACKER);
            return client.result(alice.openAndAllow(client.authorizationUrl()));
        });
    }

    /** 6. Nobody has registered the client. */
    @Test
    void anUnknownClientIsRefused() {
        assertStopped(
                "400 Request failed No client has this client_id; the client may have to register again.", target -> {
                    Client client = Client.of(target, "invented", ATTACKER);
                    return client.result(alice.openAndAllow(client.authorizationUrl()));
                });
    }

    /**
     * 7. The redirect URI is the page to which the provider sends the browser. It takes the code of the server for one of the provider,
     * and reads the state that the client has chosen (mcp-atlassian #1533).
     */
    @Test
    void theCallbackOfTheServerIsNotTheRedirectUriOfAClient() {
        assertStopped(
                "a code at the callback",
                "400 Request failed redirect_uri must not be a URL of this server.",
                target -> {
                    Client client = Client.of(target, target.clientId(target.callback()), target.callback());
                    Page page = alice.openAndAllow(
                            client.authorizationUrl(),
                            url -> url.startsWith(target.callback()) && url.endsWith("state=of-the-client"));
                    return page.status() == 0 && query(page.url()).containsKey("code")
                            ? "a code at the callback"
                            : page.text();
                });
    }

    /**
     * 8. A state works twice: alice's client gets a code from mallory's sign-in, and from then on uses mallory's account (RFC
     * 6749 section 10.12).
     */
    @Test
    void aStateWorksOnce() {
        assertStopped(
                "a token of id-mallory",
                "400 Request failed This sign-in was already finished, has expired, or was started in another browser."
                        + " Go back to the application and start again.",
                target -> {
                    Client client = Client.of(target, "mcp-test-client", HONEST);
                    Page used = alice.openAndAllow(client.authorizationUrl(), url -> url.startsWith(target.callback()));
                    assertEquals("a token of id-alice", client.result(alice.open(used.url())));
                    String code = query(mallory.open(
                                            PROVIDER.url("/authorize?response_type=code&")
                                                    + Http.encode(
                                                            "client_id",
                                                            FakeOpenIdProvider.CLIENT_ID,
                                                            "redirect_uri",
                                                            target.callback()),
                                            url -> url.startsWith(target.callback()))
                                    .url())
                            .get("code");
                    String state = query(used.url()).get("state");
                    return client.result(alice.open(target.callback() + "?"
                            + Http.encode("code", code, "state", state, "iss", PROVIDER.url(""))));
                });
    }

    /** 8. The response comes from another provider, which wants the server to redeem a code for it (mix-up, RFC 9207). */
    @Test
    void aResponseOfAnotherProviderIsRefused() {
        PROVIDER.fail(Fault.RESPONSE_FROM_ANOTHER_ISSUER);
        assertStopped("error server_error", target -> {
            Client client = Client.of(target, "mcp-test-client", HONEST);
            return client.result(alice.openAndAllow(client.authorizationUrl()));
        });
    }

    /** 9. The client gets the token of the provider, and can use it there (MCP Security Best Practices, "Token Passthrough"). */
    @Test
    void theTokenOfTheProviderDoesNotReachTheClient() {
        assertStopped("the provider knows it: true", "the provider knows it: false", target -> {
            Client client = Client.of(target, "mcp-test-client", HONEST);
            Page page = alice.openAndAllow(client.authorizationUrl());
            HttpResponse<String> tokens = target.http()
                    .post(
                            "/token",
                            "grant_type",
                            "authorization_code",
                            "code",
                            query(page.url()).get("code"),
                            "client_id",
                            client.id(),
                            "redirect_uri",
                            client.redirectUri(),
                            "code_verifier",
                            client.verifier().getValue());
            String token = Http.json(tokens).path("access_token").asText();
            assertTrue(userOf(token).equals("id-alice"), tokens.body());
            HttpResponse<String> who =
                    new Http(() -> PROVIDER.url("")).get("/userinfo", "Authorization", "Bearer " + token);
            return "the provider knows it: " + (who.statusCode() == 200);
        });
    }
}
