package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client registration (RFC 7591) and client authentication (RFC 6749 section 2.3). */
class RegistrationTest extends Practice {

    private JsonNode register(String metadata) {
        HttpResponse<String> response = http.postJson("/register", metadata);
        assertEquals(201, response.statusCode(), response.body());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        return Http.json(response);
    }

    @Test
    void aPublicClientGetsAnId() {
        JsonNode client = register("""
                {"client_name": "An editor", "redirect_uris": ["http://127.0.0.1:33418/"], "application_type": "native",
                 "grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "none"}""");
        assertTrue(client.path("client_id").asText().length() > 20);
        assertEquals(
                CLOCK.instant().getEpochSecond(),
                client.path("client_id_issued_at").asLong());
        assertFalse(client.has("client_secret"));
        assertEquals("An editor", client.path("client_name").asText());
        assertEquals("native", client.path("application_type").asText());
        assertEquals("[\"code\"]", client.path("response_types").toString());
        HttpResponse<String> tokens = signIn.with(
                        "client_id", client.path("client_id").asText())
                .with("redirect_uri", "http://127.0.0.1:33418/")
                .tokens("alice", "mcp:read");
        assertEquals(
                client.path("client_id"), AuthorizationCodeTest.claims(tokens).path("client_id"));
    }

    @Test
    void aClientWithoutAnAuthenticationMethodGetsASecret() {
        JsonNode client = register("{\"redirect_uris\": [\"https://app.example/callback\"]}");
        assertEquals(
                "client_secret_basic", client.path("token_endpoint_auth_method").asText());
        assertEquals("[\"authorization_code\"]", client.path("grant_types").toString());
        assertEquals(
                CLOCK.instant().plus(Duration.ofHours(24)).getEpochSecond(),
                client.path("client_secret_expires_at").asLong());
        String id = client.path("client_id").asText();
        String secret = client.path("client_secret").asText();

        signIn.with("client_id", id).with("redirect_uri", "https://app.example/callback");
        String code = signIn.code("alice", "mcp:read");
        assertRefused(401, "invalid_client", signIn.redeem(code));
        String[] form = {
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            "https://app.example/callback",
            "code_verifier",
            signIn.verifier()
        };
        assertRefused(
                401, "invalid_client", http.post("/token", List.of("Authorization", Basic.of(id, "wrong")), form));
        assertRefused(
                400,
                "invalid_request",
                http.post(
                        "/token",
                        List.of("Authorization", Basic.of(id, secret)),
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "client_id",
                        id,
                        "client_secret",
                        secret));
        assertEquals(
                200,
                http.post("/token", List.of("Authorization", Basic.of(id, secret)), form)
                        .statusCode());
    }

    @Test
    void aRegistrationExpiresAfterADay() {
        String id = register("{\"redirect_uris\": [\"http://localhost/callback\"]}")
                .path("client_id")
                .asText();
        assertEquals(200, signIn.with("client_id", id).authorize().statusCode());
        CLOCK.move(Duration.ofHours(24));
        assertEquals(400, signIn.with("client_id", id).authorize().statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                  | invalid_redirect_uri",
                "{\"redirect_uris\": []}                                             | invalid_redirect_uri",
                "{\"redirect_uris\": [\"http://app.example/callback\"]}              | invalid_redirect_uri",
                "{\"redirect_uris\": [\"app.example:/callback\"]}                    | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://app.example/callback#part\"]}        | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://a@app.example/callback\"]}           | invalid_redirect_uri",
                "{\"redirect_uris\": [\"javascript:alert(1)\"]}                      | invalid_redirect_uri",
                "{\"redirect_uris\": [\"not a uri\"]}                                | invalid_redirect_uri",
                "{\"redirect_uris\": [\"http://localhost/ü\"]}                       | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://exämple.com/\"]}                     | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://app.example/cb?iss=evil\"]}          | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://app.example/cb?a=b&iss\"]}           | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://app.example/cb?%69ss=evil\"]}        | invalid_redirect_uri",
                "{\"redirect_uris\": \"https://app.example/cb\"}                     | invalid_client_metadata",
                "{\"redirect_uris\": [7]}                                            | invalid_client_metadata",
                "{\"redirect_uris\": [null]}                                         | invalid_client_metadata",
                "{\"redirect_uris\": [\"not a uri\"]}                                | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://app.example/cb?code=c\"]}            | invalid_redirect_uri",
                "{\"redirect_uris\": [null]}                                         | invalid_client_metadata",
                "{\"redirect_uris\": [\"http://localhost/\", \"http://a.example\"]}  | invalid_redirect_uri",
                "{\"redirect_uris\": \"http://localhost/\"}                          | invalid_client_metadata",
                "{\"redirect_uris\": [\"http://localhost/\"], \"grant_types\": [\"client_credentials\"]} | invalid_client_metadata",
                "{\"redirect_uris\": [\"http://localhost/\"], \"grant_types\": [\"implicit\"]}           | invalid_client_metadata",
                "{\"redirect_uris\": [\"http://localhost/\"], \"response_types\": [\"token\"]}           | invalid_client_metadata",
                "{\"redirect_uris\": [\"http://localhost/\"], \"token_endpoint_auth_method\": \"private_key_jwt\"} | invalid_client_metadata",
                "{\"redirect_uris\": [\"http://localhost:99999/\"]}                     | invalid_redirect_uri",
                "{\"redirect_uris\": [\"https://app.example:65536/\"]}                  | invalid_redirect_uri",
                "{\"redirect_uris\": [\"http://localhost/\"], \"jwks\": {\"keys\": []}, \"jwks_uri\": \"https://app.example/\"} | invalid_client_metadata",
                "{\"grant_types\": [\"urn:ietf:params:oauth:grant-type:device_code\"], \"response_types\": [\"token\"]} | invalid_client_metadata",
                "{\"grant_types\": [\"urn:ietf:params:oauth:grant-type:device_code\"], \"response_types\": [\"code\"]}  | invalid_client_metadata",
                "[]                                                                  | invalid_client_metadata",
                "{                                                                   | invalid_client_metadata",
            })
    void badMetadataIsRefused(String metadata, String error) {
        assertRefused(400, error, http.postJson("/register", metadata));
    }

    @Test
    void theScopeOfARegistrationIsADefault() {
        JsonNode client = register("""
                {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none",
                 "scope": "mcp:tools offline_access mcp:prompts"}""");
        assertEquals("mcp:read mcp:tools mcp:prompts", client.path("scope").asText());
        signIn.with("client_id", client.path("client_id").asText());
        String page = signIn.with("scope", null).asFarAsConsent("alice").body();
        assertTrue(page.contains("value=\"mcp:tools\""));
        assertTrue(page.contains("value=\"mcp:prompts\""));
        assertFalse(page.contains("value=\"mcp:read\""));
    }

    /** MCP 2026-07-28, Authorization, "Step-Up Authorization Flow": clients register with the scope of the first challenge. */
    @Test
    void aClientCanStepUpFromTheScopeOfItsRegistration() {
        JsonNode client = register("""
                {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none",
                 "scope": "mcp:read"}""");
        HttpResponse<String> tokens = signIn.with(
                        "client_id", client.path("client_id").asText())
                .with("scope", "mcp:read mcp:tools")
                .tokens("alice", "mcp:read", "mcp:tools");
        assertEquals("mcp:read mcp:tools", Http.json(tokens).path("scope").asText());
    }

    @Test
    void aDeviceClientHasNoResponseTypes() {
        JsonNode client = register("""
                {"grant_types": ["urn:ietf:params:oauth:grant-type:device_code"], "token_endpoint_auth_method": "none"}""");
        assertEquals("[]", client.path("response_types").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u3164", "\\u2800\\u200b", "\\u00a0", "\\u034f\\ufe0f", "\\u202e", " ", ""})
    void aNameThatLooksEmptyIsReplaced(String name) {
        JsonNode client = register("{\"redirect_uris\": [\"http://localhost/callback\"],"
                + " \"token_endpoint_auth_method\": \"none\", \"client_name\": \"" + name + "\"}");
        String page = signIn.with("client_id", client.path("client_id").asText())
                .authorize()
                .body();
        assertTrue(page.contains("A client without a name"), page);
    }

    @Test
    void redirectUrisAreLimitedInNumberAndLength() {
        String many = "\"http://localhost/\", ".repeat(3);
        for (int i = 0; i < 20; i++) {
            many += "\"http://localhost/" + i + "\", ";
        }
        assertRefused(
                400,
                "invalid_redirect_uri",
                http.postJson("/register", "{\"redirect_uris\": [" + many + "\"http://localhost/\"]}"));
        String uri = "http://localhost/" + "a".repeat(2048);
        assertRefused(
                400, "invalid_redirect_uri", http.postJson("/register", "{\"redirect_uris\": [\"" + uri + "\"]}"));
    }

    @Test
    void metadataOfMoreThanEightKibibytesIsRefused() {
        String long8k = "{\"redirect_uris\": [\"http://localhost/\"], \"x\": \"" + "a".repeat(8 * 1024) + "\"}";
        assertEquals(413, http.postJson("/register", long8k).statusCode());
    }

    @Test
    void theServiceClientGetsATokenForItself() {
        HttpResponse<String> tokens = http.post(
                "/token",
                List.of("Authorization", Basic.of("mcp-service", SECRET)),
                "grant_type",
                "client_credentials",
                "scope",
                "mcp:tools",
                "resource",
                RESOURCE);
        assertEquals(200, tokens.statusCode(), tokens.body());
        assertEquals(
                "mcp:tools", AuthorizationCodeTest.claims(tokens).path("scope").asText());
        assertEquals(
                "mcp-service", AuthorizationCodeTest.claims(tokens).path("sub").asText());
        assertFalse(Http.json(tokens).has("refresh_token"));
        assertEquals(
                200,
                http.post(
                                "/token",
                                "client_id",
                                "mcp-service",
                                "client_secret",
                                SECRET,
                                "grant_type",
                                "client_credentials")
                        .statusCode());
        assertRefused(
                400,
                "invalid_request",
                http.post(
                        "/token",
                        List.of("Authorization", Basic.of("mcp-service", SECRET)),
                        "client_id",
                        "mcp-test-client",
                        "grant_type",
                        "client_credentials"));
        assertRefused(
                401,
                "invalid_client",
                http.post(
                        "/token",
                        "client_id",
                        "mcp-service",
                        "client_secret",
                        "x",
                        "grant_type",
                        "client_credentials"));
    }
}
