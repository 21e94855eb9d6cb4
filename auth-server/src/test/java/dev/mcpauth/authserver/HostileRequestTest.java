package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Wire;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed and oversized requests are errors of the client, never of the server. */
@Timeout(60)
class HostileRequestTest extends Practice {

    private static final String QUERY = "response_type=code&client_id=mcp-test-client&redirect_uri=http://localhost/"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    private static void assertPage(int status, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertTrue(response.headers().firstValue("Location").isEmpty());
        assertTrue(response.body().contains("Request failed"), response.body());
    }

    // Authorization requests

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_id=%20",
                "client_id=%09%0a",
                "client_id=%00",
                "client_id=mcp-test-client&redirect_uri=%20",
                "client_id=mcp-test-client&redirect_uri=http://localhost:99999/",
                "client_id=https://%20",
                "client_id=%zz",
                "client_id=a%",
                "%=a",
            })
    void aMalformedQueryIsAnErrorPage(String query) {
        Wire.Answer answer = SERVER.send("GET /authorize?" + query + " HTTP/1.1\nHost: localhost\n");
        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("Request failed"), answer.body());
    }

    @Test
    void aLongStateIsAnErrorPage() {
        assertEquals(
                200,
                http.get("/authorize?" + QUERY + "&state=" + "a".repeat(2048)).statusCode());
        assertPage(400, http.get("/authorize?" + QUERY + "&state=" + "a".repeat(2049)));
        assertPage(400, http.get("/authorize?" + QUERY + "&state=" + "a".repeat(6000)));
    }

    @Test
    void manyParametersAreAnErrorPage() {
        assertPage(400, http.get("/authorize?" + QUERY + "&a=b".repeat(64)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%20a%20",
                "+a+",
                "a%2Fb/c?d",
                "%FF%00",
                "e%C3%A9",
                "a==",
                "%7B%22x%22%3A1%7D",
                "a%0Ab",
                "%20",
                "%3d%26"
            })
    void theStateComesBackByteForByte(String state) {
        HttpResponse<String> response = http.get("/authorize?" + QUERY + "&scope=email&state=" + state);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertTrue(location.endsWith("&state=" + state), location);
    }

    // Forms

    @ParameterizedTest
    @ValueSource(strings = {"/authorize/sign-in", "/authorize/consent", "/device"})
    void aLongFormIsRefusedBeforeItIsParsed(String path) {
        String ampersands = "&".repeat(990 * 1024);
        SERVER.request()
                .contentType("application/x-www-form-urlencoded")
                .body(ampersands)
                .post(path)
                .then()
                .statusCode(413);
        assertPage(400, http.post(path, many(65)));
        SERVER.request()
                .contentType("application/x-www-form-urlencoded")
                .body("id=%zz")
                .post(path)
                .then()
                .statusCode(400);
    }

    private static String[] many(int count) {
        List<String> form = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            form.addAll(List.of("a", "b"));
        }
        return form.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/revoke", "/device_authorization"})
    void manyParametersOfAClientAreRefused(String path) {
        assertRefused(400, "invalid_request", http.post(path, many(65)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:1", "http://127.0.0.1", "https://localhost", "http://host.docker.internal"})
    void aPageAtAnotherPortCannotSubmitTheForms(String origin) {
        assertEquals(
                403,
                http.post("/device", List.of("Origin", origin), "user_code", "x")
                        .statusCode());
    }

    // Requests of clients: whatever they contain, the answer is 201, 400 or 401

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redirect_uris",
                "client_name",
                "grant_types",
                "response_types",
                "scope",
                "token_endpoint_auth_method",
                "contacts",
                "logo_uri",
                "client_uri",
                "policy_uri",
                "tos_uri",
                "jwks",
                "jwks_uri",
                "software_id",
                "software_version",
                "software_statement",
                "application_type",
                "default_acr_values",
                "request_uris",
                "backchannel_token_delivery_mode",
                "dpop_bound_access_tokens",
                "tls_client_auth_subject_dn",
                "authorization_signed_response_alg",
                "id_token_signed_response_alg",
                "client_name#de",
                "client_name#\\u0000",
            })
    void wrongTypesInARegistrationAreErrorsOfTheClient(String member) {
        for (String value : List.of(
                "null",
                "7",
                "-1.5e400",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\" \"",
                "\"x\"",
                "[7]",
                "[null]",
                "[{}]",
                "[[]]",
                "[\"\"]",
                "[\" \"]",
                "{\"a\": {\"b\": []}}",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"http://[\"")) {
            HttpResponse<String> response = http.postJson(
                    "/register", "{\"redirect_uris\": [\"http://localhost/\"], \"" + member + "\": " + value + "}");
            assertTrue(
                    response.statusCode() == 201 || response.statusCode() == 400,
                    member + ": " + value + ": " + response.statusCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "7", "\"\"", "[]", "{", "{\"a\":}", "\u0000", "{}{}"})
    void aBodyThatIsNotAnObjectIsRefused(String body) {
        assertEquals(400, http.postJson("/register", body).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant_type",
                "client_id",
                "client_secret",
                "code",
                "redirect_uri",
                "code_verifier",
                "refresh_token",
                "scope",
                "resource",
                "device_code",
                "client_assertion",
                "client_assertion_type",
                "token",
                "token_type_hint",
                "audience",
            })
    void strangeParametersOfAClientAreErrorsOfTheClient(String parameter) {
        for (String path : List.of("/token", "/revoke", "/device_authorization")) {
            for (String grantType : List.of(
                    "authorization_code",
                    "refresh_token",
                    "client_credentials",
                    "urn:ietf:params:oauth:grant-type:device_code")) {
                for (String value : List.of(" ", "\u0000", "é", "\"", "http://[", "a b", "%", "\n")) {
                    List<String> form = new ArrayList<>(List.of(parameter, value));
                    if (!parameter.equals("grant_type")) {
                        form.addAll(List.of("grant_type", grantType));
                    }
                    if (!parameter.equals("client_id")) {
                        form.addAll(List.of("client_id", "mcp-test-client"));
                    }
                    for (String more : List.of("code", "refresh_token", "device_code", "token")) {
                        if (!parameter.equals(more)) {
                            form.addAll(List.of(more, "x"));
                        }
                    }
                    HttpResponse<String> response = http.post(path, form.toArray(String[]::new));
                    assertTrue(
                            response.statusCode() < 402,
                            path + " " + form + ": " + response.statusCode() + " " + response.body());
                }
            }
        }
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        assertEquals(400, http.postJson("/register", "[".repeat(8000)).statusCode());
        assertEquals(400, http.postJson("/register", "{\"a\":".repeat(1300)).statusCode());
        assertEquals(
                400,
                http.postJson("/register", "{\"a\":" + "[".repeat(4000) + "]".repeat(4000) + "}")
                        .statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "/",
                ";",
                "application/x-www-form-urlencoded; charset=\"",
                "text/plain",
                "a/b; =",
                "*/*",
                "a/quoted"
            })
    void aStrangeContentTypeIsAnErrorOfTheClient(String contentType) {
        for (String path : List.of("/token", "/register", "/revoke", "/device_authorization")) {
            Wire.Answer answer = SERVER.send("POST " + path
                    + " HTTP/1.1\nHost: localhost\nContent-Length: 4\nContent-Type: " + contentType + "\n\na=bc");
            assertEquals(400, answer.status(), path + " " + contentType + " " + answer.body());
            assertFalse(answer.body().contains("quoted"), "the response repeats the header");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !", "Basic Og==", "Basic IDo=", "Bearer x", "x", "Basic JTo="})
    void strangeAuthenticationIsAnErrorOfTheClient(String authorization) {
        HttpResponse<String> response =
                http.post("/token", List.of("Authorization", authorization), "grant_type", "client_credentials");
        assertTrue(response.statusCode() == 400 || response.statusCode() == 401, response.body());
        assertFalse(response.body().contains("Exception"));
    }
}
