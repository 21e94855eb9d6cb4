package dev.mcpauth.providers;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.health.Environment;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jwt.TokenFixture;
import io.javalin.Javalin;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A block of settings for each provider in {@code docs/authorization-servers.md}, and what the server then makes of a token in
 * the shape that the provider documents. The values are invented, the keys are those of the test.
 */
@Timeout(120)
class ProviderShapesTest {

    private static final String SERVER = "http://localhost:9000/mcp";
    private static final KeyPair RSA = generate("RSA");
    private static final KeyPair EC = generate("EC");
    private static final KeyPair OTHER_RSA = generate("RSA");

    private final List<Javalin> running = new ArrayList<>();
    private FakeProvider provider;

    @BeforeEach
    void startProvider() {
        provider = FakeProvider.start();
        provider.publish(keySet(RSA, EC));
    }

    @AfterEach
    void stop() {
        running.forEach(Javalin::stop);
        provider.close();
    }

    private static KeyPair generate(String type) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            if (type.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keySet(KeyPair rsa, KeyPair ec) {
        RSAPublicKey a = (RSAPublicKey) rsa.getPublic();
        ECPublicKey b = (ECPublicKey) ec.getPublic();
        return Json.writeText(Map.of(
                "keys",
                List.of(
                        Map.of(
                                "kty", "RSA",
                                "use", "sig",
                                "kid", "rsa",
                                "n", base64url(a.getModulus().toByteArray(), 256),
                                "e", base64url(a.getPublicExponent().toByteArray(), 3)),
                        Map.of(
                                "kty", "EC",
                                "use", "sig",
                                "kid", "ec",
                                "crv", "P-256",
                                "x", base64url(b.getW().getAffineX().toByteArray(), 32),
                                "y", base64url(b.getW().getAffineY().toByteArray(), 32)))));
    }

    /** The number in exactly this many bytes. */
    private static String base64url(byte[] number, int length) {
        byte[] bytes = new byte[length];
        int common = Math.min(number.length, length);
        System.arraycopy(number, number.length - common, bytes, length - common, common);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String jwt(String kid, Algorithm algorithm, String claims) {
        Map<String, Object> payload = new HashMap<>(Json.toMap(Json.parse(claims.getBytes())));
        payload.put("iat", Instant.now());
        payload.put("exp", Instant.now().plusSeconds(600));
        return JWT.create().withKeyId(kid).withPayload(payload).sign(algorithm);
    }

    private static String rs256(KeyPair pair, String claims) {
        return jwt("rsa", Algorithm.RSA256(null, (RSAPrivateKey) pair.getPrivate()), claims);
    }

    private static String es256(String claims) {
        return jwt("ec", Algorithm.ECDSA256(null, (ECPrivateKey) EC.getPrivate()), claims);
    }

    private int start(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("MCP_PORT", "0", "MCP_PUBLIC_URL", TokenFixture.PUBLIC_URL));
        Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> all.put(setting[0], setting[1].replace("FAKE", provider.url(""))));
        Javalin app = App.create(new Environment(all)).start();
        running.add(app);
        return app.port();
    }

    private static ValidatableResponse whoami(int port, String token) {
        return RestAssured.given()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .body(Mcp.message("tools/call", "{\"name\": \"whoami\"}"))
                .post("http://localhost:" + port + "/mcp")
                .then();
    }

    /** The tool needs the scope {@code mcp:tools} and the role {@code user}, so the server has found both. */
    private static void assertCaller(int port, String token, String subject, String username, String client) {
        whoami(port, token)
                .statusCode(200)
                .body("result.structuredContent.subject", equalTo(subject))
                .body("result.structuredContent.username", equalTo(username))
                .body("result.structuredContent.client", equalTo(client))
                .body("result.structuredContent.scopes", hasItems("mcp:tools"))
                .body("result.structuredContent.roles", hasItems("user"));
    }

    private static void assertRejected(int port, String token, String description) {
        whoami(port, token).statusCode(401).body("error_description", equalTo(description));
    }

    // JWTs

    @Test
    void verifiesTokensOfKeycloak() {
        int port = start("MCP_ISSUER=https://id.example.com/realms/acme", "MCP_JWKS_URL=FAKE/keys");
        String claims = """
                {"iss": "https://id.example.com/realms/acme", "aud": ["account", "%s"], "sub": "4444-01", "typ": "Bearer",
                 "azp": "mcp-client", "realm_access": {"roles": ["default-roles-acme", "user"]},
                 "scope": "profile mcp:tools", "preferred_username": "alice"}""".formatted(SERVER);
        assertCaller(port, rs256(RSA, claims), "4444-01", "alice", "mcp-client");
        assertRejected(port, rs256(OTHER_RSA, claims), "The signature of the token is wrong");
    }

    @Test
    void verifiesTokensOfAuth0WithANamespacedClaimForRoles() {
        int port = start(
                "MCP_ISSUER=https://acme.eu.auth0.com/",
                "MCP_JWKS_URL=FAKE/keys",
                "MCP_ROLES_CLAIM=https://mcp.example.com/roles");
        assertCaller(port, rs256(RSA, """
                {"iss": "https://acme.eu.auth0.com/", "aud": ["%s", "https://acme.eu.auth0.com/userinfo"],
                 "sub": "auth0|65f0a1", "azp": "aZ81kTq0", "scope": "openid mcp:read mcp:tools",
                 "https://mcp.example.com/roles": ["user"]}""".formatted(SERVER)), "auth0|65f0a1", "auth0|65f0a1", "aZ81kTq0");
    }

    @Test
    void verifiesTokensOfOktaSignedWithAnEllipticCurve() {
        int port = start(
                "MCP_ISSUER=https://acme.okta.com/oauth2/aus1abc", "MCP_JWKS_URL=FAKE/keys", "MCP_ALGORITHM=ES256");
        String claims = """
                {"iss": "https://acme.okta.com/oauth2/aus1abc", "aud": "%s", "cid": "0oa1client", "uid": "00u1user",
                 "scp": ["openid", "mcp:tools"], "sub": "alice@example.com", "roles": ["user"]}""".formatted(SERVER);
        assertCaller(port, es256(claims), "alice@example.com", "alice@example.com", "0oa1client");
        assertRejected(port, rs256(RSA, claims), "The token is not signed with an accepted algorithm");
    }

    /** The key set has an EC key, too. That does not make the algorithm acceptable. */
    @Test
    void theTokenDoesNotChooseTheAlgorithm() {
        int port = start("MCP_ISSUER=https://acme.okta.com/oauth2/aus1abc", "MCP_JWKS_URL=FAKE/keys");
        assertRejected(port, es256("""
                {"iss": "https://acme.okta.com/oauth2/aus1abc", "aud": "%s", "sub": "a"}""".formatted(SERVER)), "The token is not signed with an accepted algorithm");
    }

    @Test
    void verifiesTokensOfCognitoWithPrefixedScopesAndGroups() {
        String issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI";
        int port = start(
                "MCP_ISSUER=" + issuer,
                "MCP_JWKS_URL=FAKE/keys",
                "MCP_SCOPE_PREFIX=" + SERVER + "/",
                "MCP_ROLES_CLAIM=cognito:groups");
        assertCaller(
                port,
                rs256(RSA, """
                {"iss": "%s", "aud": "%s", "sub": "3333-01", "client_id": "7exampleclientid", "token_use": "access",
                 "scope": "openid %s/mcp:read %s/mcp:tools", "cognito:groups": ["user"], "username": "alice"}""".formatted(issuer, SERVER, SERVER, SERVER)),
                "3333-01",
                "3333-01",
                "7exampleclientid");
    }

    /** Clients of Cognito and Entra ID must ask for scopes with the prefix. */
    @Test
    void challengesAndMetadataNameScopesAsTheProviderKnowsThem() {
        int port = start("MCP_ISSUER=https://id.example.com", "MCP_JWKS_URL=FAKE/keys", "MCP_SCOPE_PREFIX=api://mcp/");
        RestAssured.get("http://localhost:" + port + "/.well-known/oauth-protected-resource/mcp")
                .then()
                .body(
                        "scopes_supported",
                        equalTo(List.of("api://mcp/mcp:read", "api://mcp/mcp:tools", "api://mcp/mcp:prompts")));
        String claims = """
                {"iss": "https://id.example.com", "aud": "%s", "sub": "a", "roles": ["user"], "scp": "mcp:read"}""".formatted(SERVER);
        for (String token : List.of("", rs256(RSA, claims))) {
            String expected = token.isEmpty() ? "api://mcp/mcp:read" : "api://mcp/mcp:tools";
            String challenge = RestAssured.given()
                    .headers(token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token))
                    .header("Content-Type", "application/json")
                    .body(Mcp.message("tools/call", "{\"name\": \"whoami\"}"))
                    .post("http://localhost:" + port + "/mcp")
                    .then()
                    .statusCode(token.isEmpty() ? 401 : 403)
                    .extract()
                    .header("WWW-Authenticate");
            assertTrue(challenge.contains("scope=\"" + expected + "\""), challenge);
        }
    }

    private static String entraToken(KeyPair pair, String tenant, String client) {
        return rs256(pair, """
                {"iss": "https://login.microsoftonline.com/%s/v2.0", "aud": "6f1c0c52-a001", "azp": "%s", "oid": "2222-01",
                 "sub": "pAirW1se", "tid": "%s", "preferred_username": "alice@example.com", "roles": ["user"],
                 "scp": "mcp:tools", "ver": "2.0"}""".formatted(tenant, client, tenant));
    }

    @Test
    void verifiesTokensOfEntraId() {
        int port = start(
                "MCP_ISSUER=https://login.microsoftonline.com/1111-2222/v2.0",
                "MCP_JWKS_URL=FAKE/keys",
                "MCP_AUDIENCE=6f1c0c52-a001",
                "MCP_SCOPE_PREFIX=api://6f1c0c52-a001/");
        assertCaller(port, entraToken(RSA, "1111-2222", "0b7a-c001"), "pAirW1se", "alice@example.com", "0b7a-c001");
        assertRejected(port, entraToken(RSA, "9999", "0b7a-c001"), "The token is from another issuer");
    }

    @Test
    void verifiesTokensOfSeveralTenantsOfEntraId() {
        int port = start(
                "MCP_ISSUER=https://login.microsoftonline.com/organizations/v2.0",
                "MCP_TENANT_ISSUER=https://login.microsoftonline.com/{tenantid}/v2.0",
                "MCP_TENANT_IDS=1111-2222, 3333-4444",
                "MCP_JWKS_URL=FAKE/keys",
                "MCP_AUDIENCE=6f1c0c52-a001");
        for (String tenant : List.of("1111-2222", "3333-4444")) {
            assertCaller(
                    port, entraToken(RSA, tenant, "0b7a-c001"), tenant + "/pAirW1se", "alice@example.com", "0b7a-c001");
        }
        assertRejected(port, entraToken(RSA, "9999", "0b7a-c001"), "The token is from another issuer");
        assertRejected(port, entraToken(OTHER_RSA, "1111-2222", "x"), "The signature of the token is wrong");
        assertRejected(port, "not.a.jwt", "The token is not a well-formed JWT");
    }

    /** The key set of one client must not sign for another. */
    @Test
    void verifiesTokensOfAProviderWithAKeySetForEachClient() {
        String pattern = "/keys?client={clientid}";
        int port = start(
                "MCP_ISSUER=https://login.microsoftonline.com/1111-2222/v2.0",
                "MCP_CLIENT_JWKS_URL=FAKE" + pattern,
                "MCP_CLIENT_IDS=client-a,client-b",
                "MCP_AUDIENCE=6f1c0c52-a001");
        provider.publish("client=client-a", keySet(RSA, EC));
        provider.publish("client=client-b", keySet(OTHER_RSA, EC));
        assertCaller(port, entraToken(RSA, "1111-2222", "client-a"), "pAirW1se", "alice@example.com", "client-a");
        assertCaller(port, entraToken(OTHER_RSA, "1111-2222", "client-b"), "pAirW1se", "alice@example.com", "client-b");
        assertRejected(port, entraToken(RSA, "1111-2222", "client-b"), "The signature of the token is wrong");
        assertRejected(
                port,
                entraToken(RSA, "1111-2222", "client-c"),
                "The token was issued to a client that may not use this server");
    }

    // Opaque tokens

    private int startIntrospection(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "MCP_VERIFICATION=introspection",
                "MCP_ISSUER=https://id.example.com/realms/acme",
                "MCP_INTROSPECTION_URL=FAKE/introspect",
                "MCP_INTROSPECTION_CLIENT_ID=" + FakeProvider.CLIENT_ID,
                "MCP_INTROSPECTION_CLIENT_SECRET=" + FakeProvider.SECRET));
        settings.addAll(List.of(more));
        return start(settings.toArray(String[]::new));
    }

    private static long inTenMinutes() {
        return Instant.now().plusSeconds(600).getEpochSecond();
    }

    @Test
    void introspectsTokensOfKeycloak() {
        int port = startIntrospection("MCP_INTROSPECTION_REQUIRE_ISS=true");
        String response = """
                {"active": true, "iss": "https://id.example.com/realms/acme", "aud": ["%s"], "sub": "4444-01", "typ": "Bearer",
                 "azp": "mcp-client", "client_id": "mcp-client", "username": "alice", "token_type": "Bearer",
                 "realm_access": {"roles": ["user"]}, "scope": "profile mcp:tools", "exp": %d}""".formatted(SERVER, inTenMinutes());
        provider.knows("access", response)
                .knows("refresh", response.replace("\"token_type\": \"Bearer\"", "\"token_type\": \"Refresh\""))
                .knows("no-iss", response.replace("\"iss\": \"https://id.example.com/realms/acme\", ", ""));
        assertCaller(port, "access", "4444-01", "alice", "mcp-client");
        assertRejected(port, "refresh", "The token is not an access token");
        assertRejected(port, "no-iss", "The token is from another issuer");
    }

    /** Okta's response has no roles, so the operator grants them. */
    @Test
    void introspectsTokensOfOkta() {
        int port =
                startIntrospection("MCP_ROLE_MAP=*=user,00u2=admin", "MCP_SCOPE_MAP=client_super=mcp:read mcp:tools");
        provider.knows("access", """
                {"active": true, "token_type": "Bearer", "scope": "client_super", "client_id": "0oa1", "username": "alice@example.com",
                 "exp": %d, "sub": "00u1", "aud": "%s", "jti": "AT.x", "uid": "00u1"}""".formatted(inTenMinutes(), SERVER));
        assertCaller(port, "access", "00u1", "alice@example.com", "0oa1");
    }

    @Test
    void asksGitHubWhetherTheTokenBelongsToTheApp() {
        int port = start(
                "MCP_VERIFICATION=github",
                "MCP_ISSUER=https://github.com/login/oauth",
                "MCP_GITHUB_API_URL=FAKE",
                "MCP_GITHUB_CLIENT_ID=Iv1.app",
                "MCP_GITHUB_CLIENT_SECRET=secret",
                "MCP_SCOPE_MAP=*=mcp:tools",
                "MCP_ROLE_MAP=583231=user");
        String response = """
                {"id": 1, "app": {"name": "MCP", "client_id": "Iv1.app"}, "scopes": ["read:user"], "expires_at": null,
                 "user": {"login": "octocat", "id": 583231}}""";
        provider.knows("gho_valid", response)
                .knows("gho_other", response.replace("Iv1.app", "Iv1.other"))
                .knows("ghu_expired", response.replace("null", "\"2020-01-01T00:00:00Z\""))
                .knows("gho_nobody", response.replace("\"id\": 583231", "\"id\": null"));
        assertCaller(port, "gho_valid", "583231", "octocat", "Iv1.app");
        assertRejected(port, "gho_of_another_app", "The token is not active"); // GitHub says 404
        assertRejected(port, "gho_other", "The token is for another server");
        assertRejected(port, "ghu_expired", "The token has expired");
        assertRejected(port, "gho_nobody", "The token does not name its subject");
    }

    @Test
    void asksGoogleForWhichClientTheTokenIs() {
        int port = start(
                "MCP_VERIFICATION=google",
                "MCP_ISSUER=https://accounts.google.com",
                "MCP_GOOGLE_TOKENINFO_URL=FAKE/tokeninfo",
                "MCP_CLIENT_IDS=1-a.apps.googleusercontent.com",
                "MCP_SCOPE_MAP=openid=mcp:tools",
                "MCP_ROLE_MAP=*=user");
        String response = """
                {"azp": "1-a.apps.googleusercontent.com", "aud": "1-a.apps.googleusercontent.com", "sub": "1089", "exp": "%d",
                 "scope": "openid https://www.googleapis.com/auth/userinfo.email", "expires_in": "600", "access_type": "online",
                 "email": "alice@example.com", "email_verified": "true"}""".formatted(inTenMinutes());
        provider.knows("ya29.valid", response)
                .knows("ya29.other", response.replace("\"aud\": \"1-a", "\"aud\": \"2-b"))
                .knows("ya29.azp", response.replace("\"azp\": \"1-a", "\"azp\": \"2-b"));
        assertCaller(port, "ya29.valid", "1089", "alice@example.com", "1-a.apps.googleusercontent.com");
        assertRejected(port, "ya29.unknown", "The token is not active"); // Google says 400
        assertRejected(port, "ya29.other", "The token is for another server");
        assertRejected(port, "ya29.azp", "The token was issued to a client that may not use this server");
    }

    @Test
    void grantsNothingByDefault() {
        int port = start(
                "MCP_VERIFICATION=github",
                "MCP_ISSUER=https://github.com/login/oauth",
                "MCP_GITHUB_API_URL=FAKE",
                "MCP_GITHUB_CLIENT_ID=Iv1.app",
                "MCP_GITHUB_CLIENT_SECRET=secret");
        provider.knows("gho_valid", """
                {"app": {"client_id": "Iv1.app"}, "scopes": ["read:user"], "user": {"login": "octocat", "id": 583231}}""");
        whoami(port, "gho_valid").statusCode(403).body("error", equalTo("insufficient_scope"));
    }
}
