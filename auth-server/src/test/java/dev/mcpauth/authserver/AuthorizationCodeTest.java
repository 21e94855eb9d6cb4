package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The authorization code grant from the authorization request to the token (RFC 6749 section 4.1, RFC 7636, RFC 9207). */
class AuthorizationCodeTest extends Practice {

    static JsonNode claims(HttpResponse<String> tokens) {
        String payload = Http.json(tokens).path("access_token").asText().split("\\.")[1];
        return Json.parse(Base64.getUrlDecoder().decode(payload));
    }

    @Test
    void aUserSignsInAndTheClientGetsAToken() {
        HttpResponse<String> back = signIn.with("scope", "mcp:read mcp:tools")
                .with("resource", RESOURCE)
                .allow("alice", "mcp:read", "mcp:tools");
        assertEquals(303, back.statusCode());
        assertTrue(back.headers().firstValue("Location").orElseThrow().startsWith(SignIn.CALLBACK + "?"));
        Map<String, String> answer = Http.redirected(back);
        assertEquals(Set.of("code", "state", "iss"), answer.keySet());
        assertEquals("a state", answer.get("state"));
        assertEquals(base(), answer.get("iss"));

        HttpResponse<String> response = signIn.redeem(answer.get("code"));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        JsonNode tokens = Http.json(response);
        assertEquals("Bearer", tokens.path("token_type").asText());
        assertEquals(600, tokens.path("expires_in").asInt());
        assertEquals("mcp:read mcp:tools", tokens.path("scope").asText());
        assertTrue(tokens.path("refresh_token").isTextual());

        JsonNode claims = claims(response);
        Set<String> names = new TreeSet<>();
        claims.fieldNames().forEachRemaining(names::add);
        assertEquals(
                Set.of(
                        "iss",
                        "aud",
                        "sub",
                        "preferred_username",
                        "client_id",
                        "scope",
                        "scopes",
                        "roles",
                        "iat",
                        "nbf",
                        "exp",
                        "jti"),
                names);
        assertEquals(base(), claims.path("iss").asText());
        assertEquals(RESOURCE, claims.path("aud").asText());
        assertEquals("alice", claims.path("sub").asText());
        assertEquals("mcp-test-client", claims.path("client_id").asText());
        assertEquals("[\"user\"]", claims.path("roles").toString());
        assertEquals(600, claims.path("exp").asLong() - claims.path("iat").asLong());
    }

    @Test
    void theTokenIsSignedWithAPublishedKey() {
        String header = Http.json(signIn.tokens("admin", "mcp:read"))
                .path("access_token")
                .asText()
                .split("\\.")[0];
        String kid =
                Json.parse(Base64.getUrlDecoder().decode(header)).path("kid").asText();
        JsonNode keys = Http.json(http.get("/.well-known/jwks.json")).path("keys");
        assertTrue(keys.findValuesAsText("kid").contains(kid));
    }

    @Test
    void theUserCanGrantFewerScopesThanRequested() {
        HttpResponse<String> tokens =
                signIn.with("scope", "mcp:read mcp:tools mcp:prompts").tokens("alice", "mcp:prompts");
        assertEquals("mcp:prompts", Http.json(tokens).path("scope").asText());
        assertEquals("mcp:prompts", claims(tokens).path("scope").asText());
    }

    @Test
    void aFormCannotGrantMoreScopesThanRequested() {
        HttpResponse<String> tokens = signIn.with("scope", "mcp:read").tokens("alice", "mcp:read", "mcp:tools");
        assertEquals("mcp:read", claims(tokens).path("scope").asText());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,                                 mcp:read",
                "offline_access mcp:tools openid,   mcp:tools",
            })
    void theConsentPageOffersTheSupportedScopes(String requested, String offered) {
        String page = signIn.with("scope", requested).asFarAsConsent("alice").body();
        List<String> scopes = new ArrayList<>();
        java.util.regex.Pattern.compile("name=\"scope\" value=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .forEach(match -> scopes.add(match.group(1)));
        assertEquals(List.of(offered), scopes);
    }

    @Test
    void aUserWhoChoosesNoScopeIsAskedAgain() {
        HttpResponse<String> again = signIn.allow("alice");
        assertEquals(400, again.statusCode());
        assertTrue(again.body().contains("Choose at least one scope"));
        HttpResponse<String> back = http.post(
                "/authorize/consent", "id", Http.hidden(again, "id"), "decision", "allow", "scope", "mcp:read");
        assertTrue(Http.redirected(back).containsKey("code"));
    }

    @Test
    void theUserCanDeny() {
        String id = Http.hidden(signIn.asFarAsConsent("alice"), "id");
        Map<String, String> answer =
                Http.redirected(http.post("/authorize/consent", "id", id, "decision", "deny", "scope", "mcp:read"));
        assertEquals("access_denied", answer.get("error"));
        assertEquals("a state", answer.get("state"));
        assertEquals(base(), answer.get("iss"));
        assertFalse(answer.containsKey("code"));
    }

    // Errors that a trusted client gets by redirect

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "code_challenge,        -,                                            invalid_request",
                "code_challenge,        '',                                           invalid_request",
                "code_challenge_method, -,                                            invalid_request",
                "code_challenge_method, plain,                                        invalid_request",
                "code_challenge_method, S512,                                         invalid_request",
                "code_challenge,        tooshort,                                     invalid_request",
                "response_type,         token,                                        unsupported_response_type",
                "response_type,         code token,                                   unsupported_response_type",
                "response_type,         -,                                            invalid_request",
                "response_mode,         fragment,                                     invalid_request",
                "scope,                 email,                                        invalid_scope",
                "resource,              http://localhost:9000,                        invalid_target",
                "resource,              http://localhost:9000/mcp/,                   invalid_target",
                "resource,              https://other.example/mcp,                    invalid_target",
                "resource,              http://localhost:9000/mcp#part,               invalid_target",
                "resource,              mcp,                                          invalid_target",
                "request_uri,           https://example.com/request,                  request_uri_not_supported",
                "request_uri,           '\"',                                          invalid_request",
                "resource,              '\"',                                          invalid_target",
                "prompt,                nonsense,                                     invalid_request",
            })
    void aBadRequestOfATrustedClientIsRefusedByRedirect(String parameter, String value, String error) {
        HttpResponse<String> response = signIn.with(parameter, value).authorize();
        assertEquals(303, response.statusCode(), response.body());
        assertTrue(response.headers().firstValue("Location").orElseThrow().startsWith(SignIn.CALLBACK + "?"));
        Map<String, String> answer = Http.redirected(response);
        assertEquals(error, answer.get("error"));
        assertEquals("a state", answer.get("state"));
        assertEquals(base(), answer.get("iss"));
    }

    @Test
    void theHostOfTheResourceIsCaseInsensitive() { // MCP 2026-07-28, Authorization, "Canonical Server URI"
        assertEquals(
                200,
                signIn.with("resource", "HTTP://LOCALHOST:9000/mcp").authorize().statusCode());
    }

    @Test
    void aMissingCodeChallengeIsNamed() {
        HttpResponse<String> refused = signIn.with("code_challenge", null).authorize();
        assertEquals(
                "code_challenge is missing: PKCE is required",
                Http.redirected(refused).get("error_description"));
    }

    @Test
    void theStateComesBackUnchanged() {
        HttpResponse<String> refused =
                signIn.with("state", "x\t &=%20ü").with("scope", "email").authorize();
        assertEquals("x\t &=%20ü", Http.redirected(refused).get("state"));
    }

    @Test
    void aDuplicateParameterIsRefused() {
        HttpResponse<String> refused = http.get("/authorize?"
                + Http.encode(
                        "client_id",
                        "mcp-test-client",
                        "redirect_uri",
                        SignIn.CALLBACK,
                        "response_type",
                        "code",
                        "code_challenge",
                        "a".repeat(43),
                        "code_challenge",
                        "a".repeat(43),
                        "code_challenge_method",
                        "S256"));
        assertEquals("invalid_request", Http.redirected(refused).get("error"));
    }

    @Test
    void aSecondResourceIsRefused() {
        String query = Http.encode(
                "client_id",
                "mcp-test-client",
                "redirect_uri",
                SignIn.CALLBACK,
                "response_type",
                "code",
                "code_challenge",
                "a".repeat(43),
                "code_challenge_method",
                "S256",
                "resource",
                RESOURCE,
                "resource",
                "https://other.example");
        assertEquals(
                "invalid_target",
                Http.redirected(http.get("/authorize?" + query)).get("error"));
    }

    // Errors that must not redirect

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "client_id,    -",
                "client_id,    ''",
                "client_id,    unknown",
                "client_id,    mcp-service",
                "redirect_uri, -",
                "redirect_uri, ''",
                "redirect_uri, https://evil.example/callback",
                "redirect_uri, http://localhost:7777/callback/",
                "redirect_uri, http://localhost:7777/callback?a=b",
                "redirect_uri, http://localhost:7777/callback#part",
                "redirect_uri, http://localhost:7777/../callback",
                "redirect_uri, http://localhost:7777/Callback",
                "redirect_uri, https://localhost:7777/callback",
                "redirect_uri, http://localhost.evil.example:7777/callback",
                "redirect_uri, http://localhost:7777@evil.example/callback",
                "redirect_uri, http://evil@localhost:7777/callback",
                "redirect_uri, javascript:alert(1)",
                "redirect_uri, not a uri",
            })
    void anUnknownClientOrRedirectUriCausesNoRedirect(String parameter, String value) {
        HttpResponse<String> response = signIn.with(parameter, value).authorize();
        assertEquals(400, response.statusCode());
        assertTrue(response.headers().firstValue("Location").isEmpty());
        assertTrue(response.body().contains("Request failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id", "redirect_uri", "state"})
    void aDuplicateClientIdRedirectUriOrStateCausesNoRedirect(String parameter) {
        HttpResponse<String> response = http.get("/authorize?"
                + Http.encode(
                        "client_id",
                        "mcp-test-client",
                        "redirect_uri",
                        SignIn.CALLBACK,
                        "state",
                        "s",
                        "response_type",
                        "code",
                        "code_challenge",
                        "a".repeat(43),
                        "code_challenge_method",
                        "S256")
                + "&" + Http.encode(parameter, "mcp-test-client"));
        assertEquals(400, response.statusCode());
        assertTrue(response.headers().firstValue("Location").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:1/callback", "http://127.0.0.1:65535/oauth/callback", "http://localhost/"})
    void aLoopbackRedirectUriCanHaveAnyPort(String redirectUri) {
        assertEquals(200, signIn.with("redirect_uri", redirectUri).authorize().statusCode());
    }

    // Pages

    @Test
    void aFormWorksOnlyInTheBrowserThatGotThePage() {
        String id = Http.hidden(signIn.authorize(), "id");
        Http another = new Http(Practice::base);
        new SignIn(another).authorize(); // so that it has a cookie
        assertEquals(
                400,
                another.post("/authorize/sign-in", "id", id, "user", "alice").statusCode());
        http.forgetCookies();
        assertEquals(
                400, http.post("/authorize/sign-in", "id", id, "user", "alice").statusCode());
    }

    @Test
    void consentRequiresASignIn() {
        String id = Http.hidden(signIn.authorize(), "id");
        HttpResponse<String> response =
                http.post("/authorize/consent", "id", id, "decision", "allow", "scope", "mcp:read");
        assertEquals(400, response.statusCode());
        assertTrue(response.headers().firstValue("Location").isEmpty());
    }

    @Test
    void anAnswerCountsForTheUserOnThePage() {
        String id = Http.hidden(signIn.authorize(), "id");
        HttpResponse<String> guest = http.post("/authorize/sign-in", "id", id, "user", "guest");
        HttpResponse<String> admin = http.post("/authorize/sign-in", "id", id, "user", "admin"); // after "Back"
        HttpResponse<String> back = http.post(
                "/authorize/consent", "id", Http.hidden(guest, "id"), "decision", "allow", "scope", "mcp:read");
        HttpResponse<String> tokens = signIn.redeem(Http.redirected(back).get("code"));
        assertEquals("guest", claims(tokens).path("sub").asText());
        HttpResponse<String> second = http.post(
                "/authorize/consent", "id", Http.hidden(admin, "id"), "decision", "allow", "scope", "mcp:read");
        assertEquals(400, second.statusCode()); // already answered
    }

    @ParameterizedTest
    @ValueSource(strings = {"/authorize/sign-in", "/authorize/consent", "/device"})
    void noOtherPageCanSubmitTheForms(String path) {
        List<String> elsewhere = List.of("Origin", "https://evil.example");
        assertEquals(403, http.post(path, elsewhere, "id", "x").statusCode());
        assertEquals(403, http.post(path, List.of("Origin", "null"), "id", "x").statusCode());
        assertEquals(400, http.post(path, List.of("Origin", base()), "id", "x").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "application/json", "application/x-www-form-urlencoded;charset=zzz", "x"})
    void onlyFormsAreAccepted(String contentType) {
        for (String path : List.of("/authorize/sign-in", "/authorize/consent", "/device")) {
            String request =
                    "POST " + path + " HTTP/1.1\nHost: localhost\nContent-Length: 4\nContent-Type: " + contentType;
            assertEquals(415, SERVER.send(request + "\n\nid=x").status());
        }
    }

    @Test
    void aFormWorksOnceAndForTenMinutes() {
        String id = Http.hidden(signIn.asFarAsConsent("alice"), "id");
        String[] form = {"id", id, "decision", "allow", "scope", "mcp:read"};
        assertEquals(303, http.post("/authorize/consent", form).statusCode());
        assertEquals(400, http.post("/authorize/consent", form).statusCode());

        String late = Http.hidden(signIn.authorize(), "id");
        CLOCK.move(Duration.ofMinutes(10));
        assertEquals(
                400,
                http.post("/authorize/sign-in", "id", late, "user", "alice").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mallory", "ALICE", ""})
    void anUnknownUserIsRefused(String user) {
        assertEquals(400, signIn.asFarAsConsent(user).statusCode());
    }

    @Test
    void thePagesHaveSecurityHeaders() {
        HttpResponse<String> page = signIn.authorize();
        Map<String, List<String>> headers = page.headers().map();
        assertEquals(
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
                headers.get("content-security-policy").get(0));
        assertEquals("DENY", headers.get("x-frame-options").get(0));
        assertEquals("same-origin", headers.get("referrer-policy").get(0));
        assertEquals("no-store", headers.get("cache-control").get(0));
        String cookie = headers.get("set-cookie").get(0);
        assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Lax"), cookie);
        HttpResponse<String> consent = new SignIn(new Http(Practice::base)).asFarAsConsent("bob");
        assertEquals(
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
                consent.headers().firstValue("Content-Security-Policy").orElseThrow());
        assertTrue(consent.body().contains("any program there can use this name"));
    }

    @Test
    void clientTextIsEscaped() {
        HttpResponse<String> registered = http.postJson("/register", """
                {"client_name": "<script>alert(1)</script>\\u202e", "redirect_uris": ["https://app.example/cb"],
                 "token_endpoint_auth_method": "none"}""");
        String page = signIn.with(
                        "client_id", Http.json(registered).path("client_id").asText())
                .with("redirect_uri", "https://app.example/cb")
                .asFarAsConsent("alice")
                .body();
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;<"), page);
        String error = http.get("/authorize?client_id=%3Cscript%3E").body();
        assertFalse(error.contains("<script>"), error);
    }

    @Test
    void aForeignHostNameIsRefused() {
        assertEquals(
                403,
                SERVER.send("GET /authorize?client_id=mcp-test-client HTTP/1.1\nHost: evil.example\n")
                        .status());
    }

    // Codes

    @Test
    void aReusedCodeRevokesTheTokens() {
        String code = signIn.code("alice", "mcp:read");
        String refreshToken =
                Http.json(signIn.redeem(code)).path("refresh_token").asText();
        assertRefused(400, "invalid_grant", signIn.redeem(code));
        assertRefused(400, "invalid_grant", refresh(refreshToken));
    }

    @Test
    void aCodeWorksForAMinute() {
        String intime = signIn.code("alice", "mcp:read");
        CLOCK.move(Duration.ofSeconds(59));
        assertEquals(200, signIn.redeem(intime).statusCode());
        String late = signIn.code("alice", "mcp:read");
        CLOCK.move(Duration.ofSeconds(60));
        assertRefused(400, "invalid_grant", signIn.redeem(late));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "code_verifier, -,                                             invalid_grant",
                "code_verifier, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, invalid_grant",
                "redirect_uri,  http://localhost:7778/callback,                invalid_grant",
                "code,          unknown,                                       invalid_grant",
                "code,          -,                                             invalid_request",
                "grant_type,    -,                                             invalid_request",
                "grant_type,    '',                                            invalid_request",
                "grant_type,    password,                                      unsupported_grant_type",
                "grant_type,    urn:ietf:params:oauth:grant-type:jwt-bearer,   unsupported_grant_type",
                "grant_type,    made-up,                                       unsupported_grant_type",
                "grant_type,    refresh_token,                                 invalid_request",
                "grant_type,    client_credentials,                            invalid_client",
                "client_id,     -,                                             invalid_request",
                "client_id,     '',                                            invalid_request",
                "code_verifier, '',                                            invalid_grant",
                "client_id,     unknown,                                       invalid_client",
                "client_secret, a secret,                                      invalid_client",
                "resource,      https://other.example/mcp,                     invalid_target",
            })
    void aBadTokenRequestIsRefused(String parameter, String value, String error) {
        Map<String, String> form = new java.util.LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                signIn.code("alice", "mcp:read"),
                "client_id",
                "mcp-test-client",
                "redirect_uri",
                SignIn.CALLBACK,
                "code_verifier",
                signIn.verifier()));
        if (value == null) {
            form.remove(parameter);
        } else {
            form.put(parameter, value);
        }
        HttpResponse<String> response = http.post("/token", flat(form));
        assertRefused(error.equals("invalid_client") ? 401 : 400, error, response);
        assertEquals(
                error.equals("invalid_client"),
                response.headers().firstValue("WWW-Authenticate").isPresent());
    }

    private static String[] flat(Map<String, String> form) {
        return form.entrySet().stream()
                .flatMap(parameter -> java.util.stream.Stream.of(parameter.getKey(), parameter.getValue()))
                .toArray(String[]::new);
    }

    @Test
    void theRedirectUriIsOptionalAtTheTokenEndpoint() {
        String code = signIn.code("alice", "mcp:read");
        assertEquals(200, signIn.with("redirect_uri", null).redeem(code).statusCode());
    }

    @Test
    void theRedirectUriCanBeGivenAtTheTokenEndpointOnly() {
        JsonNode registered = Http.json(http.postJson("/register", """
                {"redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "none"}"""));
        signIn.with("client_id", registered.path("client_id").asText());
        String code = signIn.with("redirect_uri", null).code("alice", "mcp:read");
        assertEquals(
                200,
                signIn.with("redirect_uri", "https://app.example/cb")
                        .redeem(code)
                        .statusCode());
        String another = signIn.with("redirect_uri", null).code("alice", "mcp:read");
        assertRefused(
                400,
                "invalid_grant",
                signIn.with("redirect_uri", "https://app.example/").redeem(another));
    }

    @Test
    void anEmptyParameterCountsAsOmitted() {
        signIn.with("resource", "").with("scope", "").with("response_mode", "");
        String code = signIn.code("alice", "mcp:read");
        HttpResponse<String> tokens = signIn.with("redirect_uri", "").redeem(code);
        assertEquals(200, tokens.statusCode(), tokens.body());
        signIn.with("redirect_uri", SignIn.CALLBACK);
        assertFalse(
                Http.redirected(signIn.with("state", "").with("scope", "email").authorize())
                        .containsKey("state"));
    }

    @Test
    void aWrongVerifierRevokesTheCode() {
        String code = signIn.code("alice", "mcp:read");
        assertRefused(400, "invalid_grant", new SignIn(http).redeem(code));
        assertRefused(400, "invalid_grant", signIn.redeem(code));
    }

    @Test
    void aCodeWorksForItsClientOnly() {
        String other =
                Http.json(http.postJson("/register", """
                {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none"}""")).path("client_id").asText();
        String code = signIn.code("alice", "mcp:read");
        assertRefused(400, "invalid_grant", signIn.with("client_id", other).redeem(code));
        assertEquals(
                200, signIn.with("client_id", "mcp-test-client").redeem(code).statusCode());
    }

    @Test
    void aLongOrMalformedTokenRequestIsRefused() {
        assertEquals(413, http.post("/token", "code", "a".repeat(65 * 1024)).statusCode());
        assertRefused(400, "invalid_request", http.postJson("/token", "{}"));
        assertRefused(400, "invalid_request", http.post("/token", "grant_type", "refresh_token", "grant_type", "x"));
        assertRefused(400, "invalid_request", http.post("/token", "client_id", "x", "client_id", "x"));
        assertRefused(400, "invalid_request", http.post("/token", "grant_type", "refresh_token", "refresh_token", "x"));
        assertRefused(
                400,
                "invalid_request",
                http.post("/token", "grant_type", "refresh_token", "refresh_token", "x", "client_id", ""));
        assertEquals(405, http.get("/token").statusCode());
    }
}
