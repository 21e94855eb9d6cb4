package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens in the formats that well-known identity providers document, with invented values and signed with a test key. The
 * page docs/authorization-servers.md lists the sources.
 */
class ProviderTokensTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_795_000_100), ZoneOffset.UTC);
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("provider.public.pem");
    private static final String SERVER = "https://mcp.example.com/mcp";

    private static TokenVerifier verifier(String issuer, String audience, String clientIds) {
        Environment environment = new Environment(Map.of(
                "MCP_KEYS_DIR", KEYS.folder().toString(),
                "MCP_ISSUER", issuer,
                "MCP_AUDIENCE", audience,
                "MCP_CLIENT_IDS", clientIds));
        TokenSettings settings = TokenSettings.from(environment, ServerSettings.from(environment));
        return new TokenVerifier(
                IssuerKeys.from(environment, settings, CLOCK).forVerification(), settings.rules(), CLOCK);
    }

    /** @param typ the header parameter; {@code null} leaves it out */
    private static String token(String typ, String claims) {
        Map<String, Object> header = new HashMap<>();
        header.put("typ", typ);
        String kid = TokenFixture.valid(PAIR, CLOCK.instant()).kid();
        Map<String, Object> payload = Json.toMap(Json.parse(claims.getBytes(StandardCharsets.UTF_8)));
        return new TokenFixture(PAIR, kid, header, payload).token();
    }

    private static void assertCaller(Caller caller, String name, String client, Set<String> scopes, Set<String> roles) {
        assertEquals(name, caller.username());
        assertEquals(Optional.of(client), caller.clientId());
        assertEquals(scopes, caller.scopes());
        assertEquals(roles, caller.roles());
    }

    private static void assertRejected(TokenCheck failed, TokenVerifier verifier, String token) {
        assertEquals(
                failed,
                assertThrows(TokenRejectedException.class, () -> verifier.verify(token))
                        .check());
    }

    @ParameterizedTest
    @ValueSource(strings = {"azp", "client_id"}) // depends on the token profile
    void acceptsTokensOfAuth0(String clientClaim) throws Exception {
        String token = token(clientClaim.equals("azp") ? "JWT" : "at+jwt", """
                {"iss": "https://acme.eu.auth0.com/", "sub": "auth0|65f0a1",
                 "aud": ["https://mcp.example.com/mcp", "https://acme.eu.auth0.com/userinfo"],
                 "iat": 1795000000, "exp": 1795003600, "scope": "openid mcp:read mcp:tools", "%s": "aZ81kTq0",
                 "permissions": ["mcp:read", "mcp:tools"], "https://mcp.example.com/roles": ["user"]}""".formatted(clientClaim));
        assertCaller(
                verifier("https://acme.eu.auth0.com/", SERVER, "aZ81kTq0").verify(token),
                "auth0|65f0a1",
                "aZ81kTq0",
                Set.of("openid", "mcp:read", "mcp:tools"),
                Set.of()); // namespaced claims are not read
        assertRejected(TokenCheck.ISSUER, verifier("https://acme.eu.auth0.com", SERVER, "aZ81kTq0"), token);
    }

    @Test
    void acceptsTokensOfEntraId() throws Exception {
        String issuer = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";
        String api = "6f1c0c52-0000-4000-8000-00000000a001";
        String token = token("JWT", """
                {"iss": "%s", "aud": "%s", "iat": 1795000000, "nbf": 1795000000, "exp": 1795004200,
                 "azp": "0b7a6d11-0000-4000-8000-00000000c001", "azpacr": "0", "name": "Alice Example",
                 "preferred_username": "alice@example.com", "oid": "22222222-0000-4000-8000-000000000001",
                 "sub": "pAirW1se", "tid": "11111111-2222-3333-4444-555555555555", "roles": ["user"],
                 "scp": "mcp:read mcp:tools", "uti": "q1w2e3", "ver": "2.0"}""".formatted(issuer, api));
        assertCaller(
                verifier(issuer, api, "0b7a6d11-0000-4000-8000-00000000c001").verify(token),
                "alice@example.com",
                "0b7a6d11-0000-4000-8000-00000000c001",
                Set.of("mcp:read", "mcp:tools"),
                Set.of("user"));
        assertRejected(TokenCheck.AUDIENCE, verifier(issuer, SERVER, ""), token);
    }

    @Test
    void acceptsTokensOfOkta() throws Exception {
        String issuer = "https://acme.okta.com/oauth2/aus1abc";
        String token = token(null, """
                {"ver": 1, "jti": "AT.x1", "iss": "%s", "aud": "https://mcp.example.com/mcp", "iat": 1795000000,
                 "exp": 1795003600, "cid": "0oa1client", "uid": "00u1user", "scp": ["openid", "mcp:read", "mcp:tools"],
                 "auth_time": 1794999990, "sub": "alice@example.com", "roles": ["user"]}""".formatted(issuer));
        assertCaller(
                verifier(issuer, SERVER, "0oa1client").verify(token),
                "alice@example.com",
                "0oa1client",
                Set.of("openid", "mcp:read", "mcp:tools"),
                Set.of("user"));
        assertRejected(TokenCheck.CLIENT, verifier(issuer, SERVER, "other-client"), token);
    }

    @Test
    void acceptsTokensOfCognito() throws Exception {
        String issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI";
        String claims = """
                {"sub": "33333333-0000-4000-8000-000000000001", "cognito:groups": ["user"], "iss": "%s", "version": 2,
                 "client_id": "7exampleclientid", "aud": "https://mcp.example.com/mcp", "origin_jti": "o1",
                 "token_use": "access", "scope": "openid https://mcp.example.com/mcp/read", "auth_time": 1795000000,
                 "exp": 1795003600, "iat": 1795000000, "jti": "j1", "username": "alice"}""".formatted(issuer);
        assertCaller(
                verifier(issuer, SERVER, "7exampleclientid").verify(token(null, claims)),
                "33333333-0000-4000-8000-000000000001",
                "7exampleclientid",
                Set.of("openid", "https://mcp.example.com/mcp/read"), // not the names of the scopes of step 8
                Set.of());
        String withoutResource = claims.replace("\"aud\": \"https://mcp.example.com/mcp\", ", "");
        assertRejected(TokenCheck.AUDIENCE, verifier(issuer, SERVER, ""), token(null, withoutResource));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"https://mcp.example.com/mcp\"", "[\"account\", \"https://mcp.example.com/mcp\"]"})
    void acceptsTokensOfKeycloak(String audience) throws Exception {
        String issuer = "https://id.example.com/realms/acme";
        String claims = """
                {"exp": 1795000300, "iat": 1795000000, "jti": "onrtac:1", "iss": "%s", "aud": %s,
                 "sub": "44444444-0000-4000-8000-000000000001", "typ": "Bearer", "azp": "mcp-client", "sid": "s1",
                 "acr": "1", "realm_access": {"roles": ["default-roles-acme", "user"]},
                 "resource_access": {"account": {"roles": ["view-profile"]}},
                 "scope": "profile mcp:read mcp:tools", "preferred_username": "alice"}""".formatted(issuer, audience);
        assertCaller(
                verifier(issuer, SERVER, "mcp-client").verify(token("JWT", claims)),
                "alice",
                "mcp-client",
                Set.of("profile", "mcp:read", "mcp:tools"),
                Set.of("default-roles-acme", "user"));
        String withoutMapper = claims.replace(audience, "\"account\"");
        assertRejected(TokenCheck.AUDIENCE, verifier(issuer, SERVER, ""), token("JWT", withoutMapper));
    }
}
