package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Refresh tokens: rotation (RFC 6749 section 6, RFC 9700 section 4.14) and revocation (RFC 7009). */
class RefreshTokenTest extends Practice {

    private String first() {
        return refreshToken(signIn.with("scope", "mcp:read mcp:tools").tokens("alice", "mcp:read", "mcp:tools"));
    }

    private static String refreshToken(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return Http.json(response).path("refresh_token").asText();
    }

    @Test
    void eachRefreshTokenIsReplaced() {
        String first = first();
        HttpResponse<String> response = refresh(first);
        String second = refreshToken(response);
        assertNotEquals(first, second);
        assertEquals("mcp:read mcp:tools", Http.json(response).path("scope").asText());
        assertEquals("alice", AuthorizationCodeTest.claims(response).path("sub").asText());
        refreshToken(refresh(second));
    }

    @Test
    void aReusedRefreshTokenRevokesTheGrant() {
        String first = first();
        String second = refreshToken(refresh(first));
        assertRefused(400, "invalid_grant", refresh(first));
        assertRefused(400, "invalid_grant", refresh(second));
    }

    @Test
    void aRefreshCanNarrowTheScopeButNotWidenIt() {
        HttpResponse<String> narrowed = refresh(first(), "scope", "mcp:read");
        assertEquals(
                "mcp:read", AuthorizationCodeTest.claims(narrowed).path("scope").asText());
        HttpResponse<String> again = refresh(refreshToken(narrowed));
        assertEquals(
                "mcp:read mcp:tools",
                AuthorizationCodeTest.claims(again).path("scope").asText());
        String token = refreshToken(again);
        assertRefused(400, "invalid_scope", refresh(token, "scope", "mcp:read mcp:prompts"));
        refreshToken(refresh(token)); // the failed request has not used the token
    }

    @Test
    void aRefreshTokenWorksForItsClientAndResourceOnly() {
        String token = first();
        assertRefused(
                400,
                "unauthorized_client",
                http.post(
                        "/token",
                        List.of("Authorization", Basic.of("mcp-service", SECRET)),
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        token));
        assertRefused(400, "invalid_target", refresh(token, "resource", "https://other.example"));
        refreshToken(refresh(token));
    }

    @Test
    void anUnusedRefreshTokenExpiresAfterADay() {
        String token = first();
        CLOCK.move(Duration.ofHours(23));
        String next = refreshToken(refresh(token));
        CLOCK.move(Duration.ofHours(23));
        next = refreshToken(refresh(next));
        CLOCK.move(Duration.ofHours(24));
        assertRefused(400, "invalid_grant", refresh(next));
    }

    @Test
    void onlyClientsRegisteredForRefreshGetARefreshToken() {
        JsonNode client = Http.json(http.postJson("/register", """
                {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none"}"""));
        HttpResponse<String> tokens =
                signIn.with("client_id", client.path("client_id").asText()).tokens("alice", "mcp:read");
        assertEquals(200, tokens.statusCode());
        assertFalse(Http.json(tokens).has("refresh_token"));
    }

    @Test
    void aCodeIsNotARefreshToken() {
        String code = signIn.code("alice", "mcp:read");
        assertRefused(400, "invalid_grant", refresh(code));
        assertRefused(400, "invalid_grant", signIn.redeem(code));
    }

    // Revocation

    private HttpResponse<String> revoke(String token) {
        return http.post("/revoke", "token", token, "client_id", "mcp-test-client");
    }

    @Test
    void aClientCanRevokeItsRefreshToken() {
        String token = first();
        HttpResponse<String> response = revoke(token);
        assertEquals("200 ", response.statusCode() + " " + response.body());
        assertRefused(400, "invalid_grant", refresh(token));
        assertEquals(200, revoke(token).statusCode()); // RFC 7009 section 2.2: revoking an invalid token succeeds
        assertEquals(200, revoke("made up").statusCode());
    }

    @Test
    void anAccessTokenCannotBeRevoked() {
        String accessToken = Http.json(signIn.tokens("alice", "mcp:read"))
                .path("access_token")
                .asText();
        assertRefused(400, "unsupported_token_type", revoke(accessToken));
    }

    @Test
    void onlyItsClientCanRevokeARefreshToken() {
        String token = first();
        assertRefused(
                400,
                "invalid_grant",
                http.post("/revoke", List.of("Authorization", Basic.of("mcp-service", SECRET)), "token", token));
        assertRefused(401, "invalid_client", http.post("/revoke", "token", token, "client_id", "mcp-service"));
        assertRefused(400, "invalid_request", http.post("/revoke", "client_id", "mcp-test-client"));
        assertRefused(400, "invalid_request", http.post("/revoke", "token", token));
        refreshToken(refresh(token));
    }
}
