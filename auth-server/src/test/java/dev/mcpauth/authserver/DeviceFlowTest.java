package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The device authorization grant (RFC 8628). */
class DeviceFlowTest extends Practice {

    private JsonNode device() {
        HttpResponse<String> response = http.post(
                "/device_authorization",
                "client_id",
                "mcp-test-client",
                "scope",
                "mcp:read mcp:tools",
                "resource",
                RESOURCE);
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        return Http.json(response);
    }

    private HttpResponse<String> poll(JsonNode device) {
        return http.post(
                "/token",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                device.path("device_code").asText(),
                "client_id",
                "mcp-test-client");
    }

    private HttpResponse<String> decide(String userCode, String decision) {
        HttpResponse<String> page = http.post("/device", "user_code", userCode);
        assertEquals(200, page.statusCode(), page.body());
        page = http.post("/authorize/sign-in", "id", Http.hidden(page, "id"), "user", "bob");
        return http.post(
                "/authorize/consent", "id", Http.hidden(page, "id"), "decision", decision, "scope", "mcp:read");
    }

    @Test
    void aDeviceGetsACodeToShow() {
        JsonNode device = device();
        String userCode = device.path("user_code").asText();
        assertTrue(userCode.matches("[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}"), userCode);
        assertEquals(base() + "/device", device.path("verification_uri").asText());
        assertEquals(
                base() + "/device?user_code=" + userCode,
                device.path("verification_uri_complete").asText());
        assertEquals(600, device.path("expires_in").asInt());
        assertEquals(5, device.path("interval").asInt());
        assertTrue(http.get("/device?user_code=" + userCode).body().contains("value=\"" + userCode + "\""));
    }

    @Test
    void theDeviceGetsATokenAfterTheUserAllowsAccess() {
        JsonNode device = device();
        assertRefused(400, "authorization_pending", poll(device));
        HttpResponse<String> done = decide(device.path("user_code").asText(), "allow");
        assertEquals(200, done.statusCode());
        assertTrue(done.body().contains("You are signed in on the device."));
        HttpResponse<String> tokens = poll(device);
        assertEquals(200, tokens.statusCode(), tokens.body());
        assertEquals("bob", AuthorizationCodeTest.claims(tokens).path("sub").asText());
        assertEquals("mcp:read", Http.json(tokens).path("scope").asText());
        assertEquals(
                200, refresh(Http.json(tokens).path("refresh_token").asText()).statusCode());
        assertRefused(400, "invalid_grant", poll(device));
    }

    @Test
    void theUserCanDeny() {
        JsonNode device = device();
        decide(device.path("user_code").asText(), "deny");
        assertRefused(400, "access_denied", poll(device));
        assertRefused(400, "invalid_grant", poll(device));
    }

    @Test
    void aDeviceThatPollsTooFastMustSlowDown() {
        JsonNode device = device();
        assertRefused(400, "authorization_pending", poll(device));
        CLOCK.move(Duration.ofSeconds(4));
        assertRefused(400, "slow_down", poll(device));
        CLOCK.move(Duration.ofSeconds(9));
        assertRefused(400, "slow_down", poll(device)); // ten seconds by now
        CLOCK.move(Duration.ofSeconds(15));
        assertRefused(400, "authorization_pending", poll(device));
    }

    @Test
    void aCodeExpires() {
        JsonNode device = device();
        CLOCK.move(Duration.ofMinutes(10));
        assertRefused(400, "expired_token", poll(device));
        assertEquals(
                400,
                http.post("/device", "user_code", device.path("user_code").asText())
                        .statusCode());
    }

    @Test
    void aLateDecisionIsAnError() {
        JsonNode device = device();
        CLOCK.move(Duration.ofMinutes(9));
        HttpResponse<String> page =
                http.post("/device", "user_code", device.path("user_code").asText());
        CLOCK.move(Duration.ofMinutes(1));
        page = http.post("/authorize/sign-in", "id", Http.hidden(page, "id"), "user", "bob");
        HttpResponse<String> late = http.post(
                "/authorize/consent", "id", Http.hidden(page, "id"), "decision", "allow", "scope", "mcp:read");
        assertEquals(400, late.statusCode());
        assertTrue(late.body().contains("no longer waiting"));
    }

    @Test
    void theConsentPageShowsTheUserCode() {
        String userCode = device().path("user_code").asText();
        HttpResponse<String> page = http.post("/device", "user_code", userCode);
        page = http.post("/authorize/sign-in", "id", Http.hidden(page, "id"), "user", "bob");
        assertTrue(page.body().contains(">" + userCode + "<"), page.body());
    }

    @Test
    void theUserCodeIgnoresCaseAndDash() {
        String userCode = device().path("user_code").asText();
        String typed = userCode.replace('-', ' ').toLowerCase(Locale.ROOT);
        assertEquals(200, http.post("/device", "user_code", typed).statusCode());
        assertEquals(
                200, http.post("/device", "user_code", typed.replace(" ", "")).statusCode());
    }

    @Test
    void wrongUserCodesAreLimitedPerMinute() {
        CLOCK.move(Duration.ofMinutes(1)); // forget the wrong codes of other tests
        String userCode = device().path("user_code").asText();
        for (int i = 0; i < 20; i++) {
            assertEquals(400, http.post("/device", "user_code", "BBBB-BBBB").statusCode());
        }
        HttpResponse<String> refused = http.post("/device", "user_code", userCode);
        assertEquals(
                "429 60",
                refused.statusCode() + " "
                        + refused.headers().firstValue("Retry-After").orElse(""));
        CLOCK.move(Duration.ofMinutes(1));
        assertEquals(200, http.post("/device", "user_code", userCode).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, unknown,               401, invalid_client",
        "client_id, mcp-service,           401, invalid_client",
        "scope,     email,                 400, invalid_scope",
        "resource,  https://other.example, 400, invalid_target",
        "resource,  :,                     400, invalid_target",
    })
    void aBadRequestIsRefused(String parameter, String value, int status, String error) {
        HttpResponse<String> response = parameter.equals("client_id")
                ? http.post("/device_authorization", parameter, value)
                : http.post("/device_authorization", "client_id", "mcp-test-client", parameter, value);
        assertRefused(status, error, response);
    }

    @Test
    void aDeviceCodeWorksForItsClientOnly() {
        String other =
                Http.json(http.postJson("/register", """
                {"grant_types": ["urn:ietf:params:oauth:grant-type:device_code"], "token_endpoint_auth_method": "none"}""")).path("client_id").asText();
        assertRefused(
                400,
                "invalid_grant",
                http.post(
                        "/token",
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        device().path("device_code").asText(),
                        "client_id",
                        other));
    }
}
