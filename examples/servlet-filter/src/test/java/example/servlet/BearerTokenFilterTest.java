package example.servlet;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerifier;
import dev.mcpauth.jwt.core.VerificationKeys;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in a plain Jetty, with an issuer whose metadata names its key set. */
class BearerTokenFilterTest {

    private static final String AUDIENCE = "https://orders.example";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final KeyPair ISSUER_KEY = generateKey();
    private static final KeyPair OTHER_KEY = generateKey();
    private static final Server SERVER = new Server();

    private static String url;

    /** Responds with the name of the caller. */
    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Caller caller = (Caller) request.getAttribute(BearerTokenFilter.CALLER);
            response.getWriter().print("Hello, " + caller.username());
        }
    }

    /** A document of the issuer. */
    private static final class Document extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final String json;

        Document(String json) {
            this.json = json;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getWriter().print(json);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        ServerConnector connector = new ServerConnector(SERVER);
        SERVER.addConnector(connector);
        connector.open();
        url = "http://localhost:" + connector.getLocalPort();

        ServletContextHandler context = new ServletContextHandler();
        String metadata = "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}";
        context.addServlet(new ServletHolder(new Document(metadata)), "/.well-known/oauth-authorization-server");
        context.addServlet(new ServletHolder(new Document(keySet((RSAPublicKey) ISSUER_KEY.getPublic()))), "/keys");

        VerificationKeys noKeys = RemoteKeys.at(URI.create("http://localhost:1/keys"), "RS256", CLOCK);
        TokenVerifier withoutKeys = new TokenVerifier(noKeys, TokenRules.of(url, AUDIENCE), CLOCK);
        protect(context, "/hello", BearerTokenFilter.of(url, AUDIENCE, "orders", CLOCK));
        protect(context, "/without-keys", new BearerTokenFilter(withoutKeys, "orders"));
        SERVER.setHandler(context);
        SERVER.start();
    }

    private static void protect(ServletContextHandler context, String path, BearerTokenFilter filter) {
        context.addFilter(new FilterHolder(filter), path, EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Hello()), path);
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    private static KeyPair generateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keySet(RSAPublicKey key) {
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"key-1\",\"n\":\""
                + base64(key.getModulus()) + "\",\"e\":\"" + base64(key.getPublicExponent()) + "\"}]}";
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    private static JWTCreator.Builder validToken() {
        return JWT.create()
                .withHeader(Map.of("typ", "at+jwt"))
                .withKeyId("key-1")
                .withIssuer(url)
                .withAudience(AUDIENCE)
                .withSubject("user-1")
                .withClaim("preferred_username", "alice")
                .withExpiresAt(CLOCK.instant().plusSeconds(600));
    }

    private static Algorithm rs256(KeyPair key) {
        return Algorithm.RSA256(null, (RSAPrivateKey) key.getPrivate());
    }

    private static String sign(JWTCreator.Builder token) {
        return token.sign(rs256(ISSUER_KEY));
    }

    private static ValidatableResponse get(String path, Object... authorization) {
        var request = RestAssured.given();
        for (Object value : authorization) {
            request.header("Authorization", value);
        }
        return request.get(url + path).then();
    }

    private static void assertRejected(TokenCheck failed, String token) {
        get("/hello", "Bearer " + token)
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"orders\", error=\"invalid_token\", error_description=\"" + failed.sentence()
                                + "\"")
                .header("Cache-Control", "no-store")
                .body(equalTo(""));
    }

    @Test
    void acceptsAValidToken() {
        get("/hello", "Bearer " + sign(validToken()))
                .statusCode(200)
                .header("WWW-Authenticate", nullValue())
                .body(equalTo("Hello, alice"));
    }

    @Test
    void challengesARequestWithoutAToken() {
        get("/hello")
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"orders\"")
                .header("Cache-Control", "no-store");
        get("/hello", "Basic YWxpY2U6c2VjcmV0").statusCode(401).header("WWW-Authenticate", "Bearer realm=\"orders\"");
    }

    @Test
    void rejectsAnExpiredToken() {
        assertRejected(
                TokenCheck.NOT_EXPIRED,
                sign(validToken().withExpiresAt(CLOCK.instant().minusSeconds(60))));
    }

    @Test
    void rejectsATokenForAnotherAudience() {
        assertRejected(TokenCheck.AUDIENCE, sign(validToken().withAudience("https://other.example")));
    }

    @Test
    void rejectsATokenOfAnotherIssuer() {
        assertRejected(TokenCheck.ISSUER, sign(validToken().withIssuer("https://issuer.example")));
    }

    @Test
    void rejectsAnUnknownKey() {
        assertRejected(TokenCheck.KNOWN_KEY, validToken().withKeyId("key-2").sign(rs256(OTHER_KEY)));
    }

    @Test
    void rejectsTheSignatureOfAnotherKey() {
        assertRejected(TokenCheck.SIGNATURE, validToken().sign(rs256(OTHER_KEY)));
    }

    @Test
    void rejectsAnUnsignedToken() {
        assertRejected(TokenCheck.ALGORITHM, validToken().sign(Algorithm.none()));
    }

    @Test
    void rejectsHs256WithThePublicKeyAsSecret() {
        byte[] publicKey = ISSUER_KEY.getPublic().getEncoded();
        assertRejected(TokenCheck.ALGORITHM, validToken().sign(Algorithm.HMAC256(publicKey)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer a b", "Bearer \"abc\""})
    void rejectsAMalformedHeader(String authorization) {
        get("/hello", authorization)
                .statusCode(400)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"orders\", error=\"invalid_request\", error_description=\"The Authorization"
                                + " header does not hold a well-formed bearer token\"");
    }

    @Test
    void rejectsTwoAuthorizationHeaders() {
        String valid = "Bearer " + sign(validToken());
        get("/hello", valid, valid)
                .statusCode(400)
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"orders\", error=\"invalid_request\", error_description=\"There is more than"
                                + " one Authorization header\"");
    }

    @Test
    void respondsWith503WhileTheKeyServerIsDown() {
        get("/without-keys", "Bearer " + sign(validToken()))
                .statusCode(503)
                .header("Retry-After", "10")
                .header("WWW-Authenticate", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.javalin.Javalin", "dev.mcpauth.health.WebServer", "dev.mcpauth.jwks.KeySource"})
    void runsWithoutTheWebFrameworkAndTheOtherSteps(String name) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
    }
}
