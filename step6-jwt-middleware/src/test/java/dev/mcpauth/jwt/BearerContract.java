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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of step 6 on the wire, which every later step keeps. */
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

    // Requests without a token

    @Test
    default void challengesARequestWithoutAToken() {
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
    default void ignoresOtherSchemes(String authorization) {
        list(authorization).statusCode(401).header("WWW-Authenticate", not(containsString("error")));
    }

    @Test
    default void ignoresTokensOutsideTheAuthorizationHeader() {
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
    default void requiresATokenForEveryMethod(String method) {
        server().anonymous()
                .request()
                .header("Content-Type", "application/json")
                .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}")
                .post("/mcp")
                .then()
                .statusCode(401);
    }

    @Test
    default void checksTheTokenBeforeTheBody() {
        for (String body : List.of("", "not json", "[]", "x".repeat(2 * 1024 * 1024))) {
            server().anonymous().request().body(body).post("/mcp").then().statusCode(401);
        }
    }

    @HoldsBefore
    @Test
    default void checksHostAndOriginBeforeTheToken() {
        assertEquals(403, listRaw("Origin: http://evil.example").status());
        assertEquals(
                403,
                server().anonymous()
                        .send("POST /mcp HTTP/1.1\nHost: evil.example\n\n{}")
                        .status());
    }

    @HoldsBefore
    @Test
    default void requiresATokenForNothingElse() {
        RunningServer anonymous = server().anonymous();
        anonymous.request().get("/health").then().statusCode(200);
        anonymous.request().get("/.well-known/jwks.json").then().statusCode(200);
        anonymous.request().get("/nothing").then().statusCode(404);
        anonymous.request().put("/mcp").then().statusCode(405);
        anonymous.request().delete("/mcp").then().statusCode(405);
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"/mcp/", "/MCP", "//mcp", "/mcp;x", "/%6Dcp", "/x/../mcp", "/mcp%00"})
    default void acceptsNoOtherSpellingOfThePath(String path) {
        Wire.Answer answer = server().anonymous()
                .send("POST " + path + " HTTP/1.1\nHost: localhost\nContent-Type: application/json\n\n" + LIST);
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::toString);
    }

    // Valid tokens

    @HoldsBefore
    @Test
    default void acceptsAValidToken() {
        listWith(valid()).statusCode(200).body("result.tools[0].name", equalTo("echo"));
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
    default void acceptsTheSchemeInAnyCase(String scheme) {
        list(scheme + " " + valid().token()).statusCode(200);
    }

    @HoldsBefore
    @TestFactory
    default Stream<DynamicTest> acceptsOtherValidTokens() {
        TokenFixture valid = valid();
        Instant now = (Instant) valid.claims().get("iat");
        return Map.of(
                        "typ JWT", valid.withHeader("typ", "JWT"),
                        "typ in capitals", valid.withHeader("typ", "AT+JWT"),
                        "several audiences", valid.with("aud", List.of("https://other.example", TokenFixture.AUDIENCE)),
                        "expired 30 seconds ago", valid.with("exp", now.minusSeconds(30)),
                        "valid in 30 seconds", valid.with("nbf", now.plusSeconds(30)),
                        "issued in 30 seconds", valid.with("iat", now.plusSeconds(30)),
                        "token_type access", valid.with("token_type", "access"),
                        "no preferred_username", valid.without("preferred_username"))
                .entrySet()
                .stream()
                .map(token -> DynamicTest.dynamicTest(token.getKey(), () -> {
                    listWith(token.getValue()).statusCode(200);
                }));
    }

    // Invalid tokens

    /** @param failed the check that must reject the token */
    record Bad(String name, String token, TokenCheck failed) {}

    private List<Bad> badTokens() {
        TokenFixture valid = valid();
        Instant now = (Instant) valid.claims().get("iat");
        KeyPair otherKey = KeyFixture.generate(2048);
        String[] parts = valid.token().split("\\.");
        String tampered = base64(decode(parts[1]).replace("mcp:tools", "mcp:admin"));
        byte[] publicKey = KeyFixture.pem(valid.pair()).getBytes(StandardCharsets.UTF_8);
        return List.of(
                new Bad("header is null", base64("null") + "." + parts[1] + "." + parts[2], TokenCheck.WELL_FORMED),
                new Bad("one part", "abc", TokenCheck.WELL_FORMED),
                new Bad("two parts", "abc.def", TokenCheck.WELL_FORMED),
                new Bad("parts that are not JSON", "abc.def.ghi", TokenCheck.WELL_FORMED),
                new Bad("header is an array", base64("[]") + "." + parts[1] + "." + parts[2], TokenCheck.WELL_FORMED),
                new Bad("claims are an array", parts[0] + "." + base64("[]") + "." + parts[2], TokenCheck.WELL_FORMED),
                new Bad("claims are null", parts[0] + "." + base64("null") + "." + parts[2], TokenCheck.WELL_FORMED),
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
                        "unknown kid",
                        valid.signedBy(otherKey).withKid("unknown").token(),
                        TokenCheck.KNOWN_KEY),
                new Bad("kid is a path", valid.withKid("../../etc/passwd").token(), TokenCheck.KNOWN_KEY),
                new Bad(
                        "another key with the same kid",
                        valid.signedBy(otherKey).token(),
                        TokenCheck.SIGNATURE),
                new Bad("changed claim", parts[0] + "." + tampered + "." + parts[2], TokenCheck.SIGNATURE),
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
    default Stream<DynamicTest> rejectsABadTokenWithTheSentenceOfTheFailedCheck() {
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

    /**
     * A JSON parser that looks names up by their hash can be attacked with names of the same hash. The three blocks of a row
     * have the same hash: in the first row by Java's formula, in the second by Jackson's.
     */
    @ParameterizedTest
    @CsvSource({"Aa, BB, C#", "az, bY, c8"})
    default void rejectsCollidingMemberNamesAndKeepsAcceptingValidTokens(String a, String b, String c) {
        List<String> blocks = List.of(a, b, c);
        String header = base64("{\"alg\":\"RS256\",\"kid\":\"" + valid().kid() + "\"}");
        for (int token = 0; token < 20; token++) {
            String claims = IntStream.range(token * 200, token * 200 + 200)
                    .mapToObj(number -> "\"" + collidingName(number, blocks) + "\":1")
                    .collect(Collectors.joining(",", "{", "}"));
            list("Bearer " + header + "." + base64(claims) + ".AAAA").statusCode(401);
        }
        listWith(valid().with(collidingName(4000, blocks), 1)).statusCode(200);
    }

    /** Eight blocks: the digits of the number in base 3. */
    private static String collidingName(int number, List<String> blocks) {
        return Stream.iterate(number, n -> n / 3)
                .limit(8)
                .map(n -> blocks.get(n % 3))
                .collect(Collectors.joining());
    }

    // Malformed requests

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
    default void rejectsAMalformedAuthorizationHeader(String headers) {
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
