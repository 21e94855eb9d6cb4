package dev.mcpauth.jwt;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.health.HoldsBefore;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.Wire;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.core.TokenCheck;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What step 6 promises on the wire, and every later step keeps. */
public interface BearerContract {

    String LIST = """
            {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}""";

    RunningServer server();

    /** A token that the server accepts. */
    TokenFixture valid();

    private ValidatableResponse list(String authorization) {
        return server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .body(LIST)
                .post("/mcp")
                .then();
    }

    private ValidatableResponse listWith(TokenFixture token) {
        return list("Bearer " + token.token());
    }

    private Wire.Answer listRaw(String headers) {
        return server().anonymous().send("""
                POST /mcp HTTP/1.1
                Host: localhost
                Content-Type: application/json
                %s

                %s
                """.formatted(headers, LIST));
    }

    // Nobody gets in without a token

    @Test
    default void withoutATokenTheAnswerSaysToBringOne() {
        server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .body(LIST)
                .post("/mcp")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer realm=\"mcp\""))
                .header("WWW-Authenticate", not(containsString("error")))
                .header("Cache-Control", "no-store")
                .header("Content-Type", "application/json")
                .body("error", equalTo("unauthorized"))
                .body("error_description", equalTo("An access token is required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YWxpY2U6c2VjcmV0", "Bearerx abc", "Token abc", "DPoP abc"})
    default void anotherSchemeIsNoToken(String authorization) {
        list(authorization).statusCode(401).header("WWW-Authenticate", not(containsString("error")));
    }

    @Test
    default void aTokenAnywhereElseIsNoToken() {
        String token = valid().token();
        server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .body(LIST)
                .post("/mcp?access_token=" + token)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", not(containsString("error")));
        server().anonymous()
                .request()
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body("access_token=" + token)
                .post("/mcp")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"initialize", "ping", "tools/list", "tools/call", "no/such/method", "notifications/initialized"})
    default void everyMethodNeedsAToken(String method) {
        server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}")
                .post("/mcp")
                .then()
                .statusCode(401);
    }

    @Test
    default void whateverIsInTheBodyTheTokenComesFirst() {
        for (String body : List.of("", "not json", "[]", "x".repeat(2 * 1024 * 1024))) {
            server().anonymous().request().body(body).post("/mcp").then().statusCode(401);
        }
    }

    @HoldsBefore
    @Test
    default void theGuardOfStep2ComesBeforeTheToken() {
        assertEquals(403, listRaw("Origin: http://evil.example").status());
        assertEquals(
                403,
                server().anonymous()
                        .send("POST /mcp HTTP/1.1\nHost: evil.example\n\n{}")
                        .status());
    }

    @HoldsBefore
    @Test
    default void everythingElseNeedsNoToken() {
        RunningServer anonymous = server().anonymous();
        anonymous.request().get("/health").then().statusCode(200);
        anonymous.request().get("/.well-known/jwks.json").then().statusCode(200);
        anonymous.request().get("/nothing").then().statusCode(404);
        anonymous.request().get("/mcp").then().statusCode(405);
        anonymous.request().delete("/mcp").then().statusCode(405);
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"/mcp/", "/MCP", "//mcp", "/mcp;x", "/%6Dcp", "/x/../mcp", "/mcp%00"})
    default void noSpellingOfThePathLeadsAroundTheDoor(String path) {
        Wire.Answer answer = server().anonymous()
                .send("POST " + path + " HTTP/1.1\nHost: localhost\nContent-Type: application/json\n\n" + LIST);
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::toString);
    }

    // A good token

    @HoldsBefore
    @Test
    default void aValidTokenGetsIn() {
        listWith(valid()).statusCode(200).body("result.tools[0].name", equalTo("echo"));
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
    default void theSchemeIsInAnyCase(String scheme) {
        list(scheme + " " + valid().token()).statusCode(200);
    }

    @HoldsBefore
    @TestFactory
    default Stream<DynamicTest> tokensThatAreAcceptedAsWell() {
        TokenFixture valid = valid();
        var now = valid.claims().get("iat") instanceof java.time.Instant time ? time : null;
        return Map.of(
                        "typ JWT", valid.withHeader("typ", "JWT"),
                        "typ in capitals", valid.withHeader("typ", "AT+JWT"),
                        "several audiences", valid.with("aud", List.of("https://other.example", TokenFixture.AUDIENCE)),
                        "expired 30 seconds ago", valid.with("exp", now.minusSeconds(30)),
                        "valid in 30 seconds", valid.with("nbf", now.plusSeconds(30)),
                        "issued in 30 seconds", valid.with("iat", now.plusSeconds(30)),
                        "an access token by its own word", valid.with("token_type", "access"),
                        "no user name", valid.without("preferred_username"))
                .entrySet()
                .stream()
                .map(token -> DynamicTest.dynamicTest(token.getKey(), () -> {
                    listWith(token.getValue()).statusCode(200);
                }));
    }

    // Bad tokens

    /** A token that must be refused, and why. */
    record Bad(String name, String token, TokenCheck failed) {}

    private List<Bad> badTokens() {
        TokenFixture valid = valid();
        var now = (java.time.Instant) valid.claims().get("iat");
        KeyPair stranger = KeyFixture.generate(2048);
        String[] parts = valid.token().split("\\.");
        String tampered = base64(decode(parts[1]).replace("mcp:tools", "mcp:admin"));
        byte[] publicKey = KeyFixture.pem(valid.pair()).getBytes(StandardCharsets.UTF_8);
        return List.of(
                new Bad("null for a header", base64("null") + "." + parts[1] + "." + parts[2], TokenCheck.WELL_FORMED),
                new Bad("no JWT", "abc", TokenCheck.WELL_FORMED),
                new Bad("two parts", "abc.def", TokenCheck.WELL_FORMED),
                new Bad("not base64 of JSON", "abc.def.ghi", TokenCheck.WELL_FORMED),
                new Bad(
                        "an array for a header",
                        base64("[]") + "." + parts[1] + "." + parts[2],
                        TokenCheck.WELL_FORMED),
                new Bad("an array for claims", parts[0] + "." + base64("[]") + "." + parts[2], TokenCheck.WELL_FORMED),
                new Bad("null for claims", parts[0] + "." + base64("null") + "." + parts[2], TokenCheck.WELL_FORMED),
                new Bad(
                        "exp is a word",
                        parts[0] + "." + base64("{\"exp\":\"soon\"}") + "." + parts[2],
                        TokenCheck.WELL_FORMED),
                new Bad("five parts", valid.token() + ".x.y", TokenCheck.WELL_FORMED),
                new Bad("alg none", base64("{\"alg\":\"none\"}") + "." + parts[1] + ".", TokenCheck.ALGORITHM),
                new Bad("alg NONE", base64("{\"alg\":\"NONE\"}") + "." + parts[1] + ".", TokenCheck.ALGORITHM),
                new Bad("no alg", base64("{}") + "." + parts[1] + "." + parts[2], TokenCheck.ALGORITHM),
                new Bad("HS256 with the public key", valid.token(Algorithm.HMAC256(publicKey)), TokenCheck.ALGORITHM),
                new Bad(
                        "RS512",
                        valid.token(Algorithm.RSA512(null, KeyFixture.signer(valid.pair()))),
                        TokenCheck.ALGORITHM),
                new Bad("crit", valid.withHeader("crit", List.of("exp")).token(), TokenCheck.NO_CRITICAL_HEADER),
                new Bad("an ID token", valid.withHeader("typ", "id+jwt").token(), TokenCheck.TYPE),
                new Bad(
                        "an unknown key",
                        valid.signedBy(stranger).withKid("stranger").token(),
                        TokenCheck.KNOWN_KEY),
                new Bad("the key is a path", valid.withKid("../../etc/passwd").token(), TokenCheck.KNOWN_KEY),
                new Bad("another key of this name", valid.signedBy(stranger).token(), TokenCheck.SIGNATURE),
                new Bad("a changed claim", parts[0] + "." + tampered + "." + parts[2], TokenCheck.SIGNATURE),
                new Bad("no signature", parts[0] + "." + parts[1] + ".", TokenCheck.SIGNATURE),
                new Bad(
                        "another issuer",
                        valid.with("iss", "https://evil.example").token(),
                        TokenCheck.ISSUER),
                new Bad(
                        "the issuer with a slash",
                        valid.with("iss", TokenFixture.ISSUER + "/").token(),
                        TokenCheck.ISSUER),
                new Bad("no issuer", valid.without("iss").token(), TokenCheck.ISSUER),
                new Bad(
                        "another audience",
                        valid.with("aud", "https://other.example/mcp").token(),
                        TokenCheck.AUDIENCE),
                new Bad(
                        "a prefix of the audience",
                        valid.with("aud", TokenFixture.PUBLIC_URL).token(),
                        TokenCheck.AUDIENCE),
                new Bad("no audience", valid.without("aud").token(), TokenCheck.AUDIENCE),
                new Bad("an empty audience", valid.with("aud", List.of()).token(), TokenCheck.AUDIENCE),
                new Bad("no expiry", valid.without("exp").token(), TokenCheck.HAS_EXPIRY),
                new Bad(
                        "expired 60 seconds ago",
                        valid.with("exp", now.minusSeconds(60)).token(),
                        TokenCheck.NOT_EXPIRED),
                new Bad(
                        "expired long ago",
                        valid.with("exp", now.minusSeconds(100_000)).token(),
                        TokenCheck.NOT_EXPIRED),
                new Bad(
                        "valid in 5 minutes",
                        valid.with("nbf", now.plusSeconds(300)).token(),
                        TokenCheck.ALREADY_VALID),
                new Bad(
                        "valid in 61 seconds",
                        valid.with("nbf", now.plusSeconds(61)).token(),
                        TokenCheck.ALREADY_VALID),
                new Bad(
                        "issued in 5 minutes",
                        valid.with("iat", now.plusSeconds(300)).token(),
                        TokenCheck.ALREADY_VALID),
                new Bad("no subject", valid.without("sub").token(), TokenCheck.SUBJECT),
                new Bad("a blank subject", valid.with("sub", " ").token(), TokenCheck.SUBJECT),
                new Bad("a refresh token", valid.with("token_type", "refresh").token(), TokenCheck.ACCESS_TOKEN));
    }

    @TestFactory
    default Stream<DynamicTest> aBadTokenIsRefusedWithTheSentenceOfItsReason() {
        return badTokens().stream()
                .map(bad -> DynamicTest.dynamicTest(bad.name(), () -> {
                    Wire.Answer answer = listRaw("Authorization: Bearer " + bad.token());
                    assertEquals(401, answer.status(), answer::toString);
                    String challenge = answer.headers().stream()
                            .filter(header -> header.startsWith("WWW-Authenticate: "))
                            .findFirst()
                            .orElse("none");
                    assertTrue(
                            challenge.startsWith("WWW-Authenticate: Bearer realm=\"mcp\", error=\"invalid_token\","
                                    + " error_description=\"" + bad.failed().sentence() + "\""),
                            challenge);
                    assertTrue(answer.headers().contains("Cache-Control: no-store"));
                    assertEquals(
                            "{\"error\":\"invalid_token\",\"error_description\":\""
                                    + bad.failed().sentence() + "\"}",
                            answer.body());
                }));
    }

    // What is no token at all

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer a b",
                "Authorization: Bearer a,b",
                "Authorization: Bearer \"abc\"",
                "Authorization: Bearer é",
                "Authorization: Bearer a%20b",
                "Authorization: Bearer a\nAuthorization: Bearer a",
                "Authorization: Basic a\nAuthorization: Bearer a"
            })
    default void anUnclearTokenIsAnInvalidRequest(String headers) {
        Wire.Answer answer = listRaw(headers);
        assertEquals(400, answer.status(), answer::toString);
        assertTrue(
                answer.headers().stream()
                        .anyMatch(header -> header.startsWith(
                                "WWW-Authenticate: Bearer realm=\"mcp\", error=\"invalid_request\",")),
                answer::toString);
        assertTrue(answer.body().startsWith("{\"error\":\"invalid_request\","), answer.body());
        assertTrue(answer.headers().contains("Cache-Control: no-store"));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
