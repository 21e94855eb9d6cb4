package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server is not an open redirector for clients that registered themselves (RFC 9700 section 4.11.2). */
@Timeout(60)
class UntrustedClientTest extends Practice {

    private static final String REDIRECT_URI = "https://attacker.example/callback";

    @BeforeEach
    void register() {
        JsonNode client = Http.json(http.postJson("/register", """
                {"redirect_uris": ["https://attacker.example/callback"], "token_endpoint_auth_method": "none"}"""));
        signIn.with("client_id", client.path("client_id").asText()).with("redirect_uri", REDIRECT_URI);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "code_challenge, -,                     invalid_request",
                "response_type,  token,                 unsupported_response_type",
                "scope,          email,                 invalid_scope",
                "resource,       https://other.example, invalid_target",
                "prompt,         nonsense,              invalid_request",
                "request_uri,    https://a.example/r,   request_uri_not_supported",
            })
    void anErrorBeforeTheUserIsAskedCausesNoRedirect(String parameter, String value, String error) {
        HttpResponse<String> response = signIn.with(parameter, value).authorize();
        assertEquals(400, response.statusCode());
        assertTrue(response.headers().firstValue("Location").isEmpty());
        assertTrue(response.body().contains("<code>" + error + "</code>"), response.body());
    }

    @Test
    void afterTheUserIsAskedADenialRedirects() {
        String id = Http.hidden(signIn.asFarAsConsent("alice"), "id");
        HttpResponse<String> response = http.post("/authorize/consent", "id", id, "decision", "deny");
        assertEquals(303, response.statusCode());
        Map<String, String> answer = Http.redirected(response);
        assertEquals("access_denied", answer.get("error"));
        assertEquals("The user denied access", answer.get("error_description"));
        assertEquals("a state", answer.get("state"));
    }
}
