package example;

import static example.Issuer.CLOCK;
import static example.Issuer.sign;
import static example.Issuer.signWithOtherKey;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.jwt.core.TokenCheck;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a service responds to valid, missing and forged tokens, whatever its framework is. The service has the realm
 * {@code orders}, and responds to {@code GET /hello} with the name of the caller.
 */
public interface ProtectedServiceContract {

    String AUDIENCE = "https://orders.example";
    Issuer ISSUER = Issuer.start();

    /** A service that accepts the tokens of {@link #ISSUER} for {@link #AUDIENCE}, at the time of {@link Issuer#CLOCK}. */
    String url();

    /** The same service, but it cannot reach its issuer. */
    String urlWithoutIssuer();

    @Test
    default void acceptsAValidToken() {
        getHello("Bearer " + sign(validToken()))
                .statusCode(200)
                .header("WWW-Authenticate", nullValue())
                .body(equalTo("Hello, alice"));
    }

    @Test
    default void challengesARequestWithoutAToken() {
        getHello()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"orders\"")
                .header("Cache-Control", "no-store");
        getHello("Basic YWxpY2U6c2VjcmV0").statusCode(401).header("WWW-Authenticate", "Bearer realm=\"orders\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hello/", "//hello", "/HELLO", "/hello;a=b", "/x/../hello", "/%68ello", "/no-such-path"})
    default void protectsEverySpellingOfThePath(String path) {
        RestAssured.given()
                .urlEncodingEnabled(false)
                .get(url() + path)
                .then()
                .statusCode(anyOf(is(400), is(401), is(404)))
                .body(not(containsString("Hello")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "OPTIONS", "PROPFIND"})
    default void protectsEveryMethod(String method) {
        RestAssured.given()
                .request(method, url() + "/hello")
                .then()
                .statusCode(anyOf(is(400), is(401), is(404), is(405)))
                .body(not(containsString("Hello")));
    }

    @Test
    default void rejectsAnExpiredToken() {
        assertRejected(
                TokenCheck.NOT_EXPIRED,
                sign(validToken().withExpiresAt(CLOCK.instant().minusSeconds(60))));
    }

    @Test
    default void rejectsATokenForAnotherAudience() {
        assertRejected(TokenCheck.AUDIENCE, sign(validToken().withAudience("https://other.example")));
    }

    @Test
    default void rejectsATokenOfAnotherIssuer() {
        assertRejected(TokenCheck.ISSUER, sign(validToken().withIssuer("https://issuer.example")));
    }

    @Test
    default void rejectsAnUnknownKey() {
        assertRejected(TokenCheck.KNOWN_KEY, signWithOtherKey(validToken().withKeyId("key-2")));
    }

    @Test
    default void rejectsTheSignatureOfAnotherKey() {
        assertRejected(TokenCheck.SIGNATURE, signWithOtherKey(validToken()));
    }

    @Test
    default void rejectsAnUnsignedToken() {
        assertRejected(TokenCheck.ALGORITHM, validToken().sign(Algorithm.none()));
    }

    @Test
    default void rejectsHs256WithThePublicKeyAsSecret() {
        byte[] publicKey = Issuer.publicKey().getEncoded();
        assertRejected(TokenCheck.ALGORITHM, validToken().sign(Algorithm.HMAC256(publicKey)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer a b", "Bearer \"abc\""})
    default void rejectsAMalformedHeader(String authorization) {
        getHello(authorization)
                .statusCode(400)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"orders\", error=\"invalid_request\", error_description=\"The Authorization"
                                + " header does not hold a well-formed bearer token\"");
    }

    @Test
    default void rejectsTwoAuthorizationHeaders() {
        String valid = "Bearer " + sign(validToken());
        getHello(valid, valid)
                .statusCode(400)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"orders\", error=\"invalid_request\", error_description=\"There is more than"
                                + " one Authorization header\"");
    }

    @Test
    default void respondsWith503WhileTheKeyServerIsDown() {
        get(urlWithoutIssuer(), "Bearer " + sign(validToken()))
                .statusCode(503)
                .header("Retry-After", "10")
                .header("WWW-Authenticate", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.mcpauth.health.WebServer", "dev.mcpauth.jwks.KeySource"})
    default void runsWithoutTheOtherSteps(String name) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
    }

    /** A token that the service accepts, not signed yet. */
    default JWTCreator.Builder validToken() {
        return ISSUER.validToken(AUDIENCE);
    }

    /** Requests {@code /hello} with these {@code Authorization} headers. */
    default ValidatableResponse getHello(String... authorization) {
        return get(url(), authorization);
    }

    private ValidatableResponse get(String service, String... authorization) {
        var request = RestAssured.given();
        for (String value : authorization) {
            request.header("Authorization", value);
        }
        return request.get(service + "/hello").then();
    }

    private void assertRejected(TokenCheck failed, String token) {
        getHello("Bearer " + token)
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"orders\", error=\"invalid_token\", error_description=\"" + failed.sentence()
                                + "\"")
                .header("Cache-Control", "no-store")
                .body(equalTo(""));
    }
}
