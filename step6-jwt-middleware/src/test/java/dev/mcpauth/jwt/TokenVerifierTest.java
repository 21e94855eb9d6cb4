package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.Challenge;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifier with settings and claims that the contract does not cover. */
class TokenVerifierTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final KeyFixture FILES = KeyFixture.empty();
    private static final KeyPair PAIR = FILES.add("issuer.public.pem");
    private static final TokenFixture VALID = TokenFixture.valid(PAIR, CLOCK.instant());

    private static TokenVerifier verifier(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MCP_KEYS_DIR", FILES.folder().toString());
        Environment environment = new Environment(all);
        TokenSettings settings = TokenSettings.from(environment, ServerSettings.from(environment));
        return new TokenVerifier(
                IssuerKeys.from(environment, settings, CLOCK).forVerification(), settings.rules(), CLOCK);
    }

    private static Caller caller(TokenFixture token) throws Exception {
        return verifier(Map.of()).verify(token.token());
    }

    private static void assertRejected(TokenCheck failed, TokenVerifier verifier, TokenFixture token) {
        assertEquals(
                failed,
                assertThrows(TokenRejectedException.class, () -> verifier.verify(token.token()))
                        .check());
    }

    @Test
    void takesTheCallerFromTheClaims() throws Exception {
        assertEquals(
                new Caller(
                        "user-1",
                        "alice",
                        Optional.of("test-client"),
                        Set.of("mcp:read", "mcp:tools"),
                        Set.of("user"),
                        CLOCK.instant().plusSeconds(600)),
                caller(VALID));
    }

    @Test
    void leavesOptionalClaimsEmpty() throws Exception {
        TokenFixture bare = VALID.without("preferred_username")
                .without("client_id")
                .without("scope")
                .without("roles");
        Caller caller = caller(bare);
        assertEquals("user-1", caller.username());
        assertEquals(Optional.empty(), caller.clientId());
        assertEquals(Set.of(), caller.scopes());
        assertEquals(Set.of(), caller.roles());
    }

    static Stream<Arguments> scopes() {
        return Stream.of(
                Arguments.of(Map.of("scope", "a b"), Set.of("a", "b")),
                Arguments.of(Map.of("scope", " a  b "), Set.of("a", "b")),
                Arguments.of(Map.of("scope", ""), Set.of()),
                Arguments.of(Map.of("scopes", List.of("a", "b")), Set.of("a", "b")),
                Arguments.of(Map.of("scopes", "a b"), Set.of("a", "b")),
                Arguments.of(Map.of("scp", "a b"), Set.of("a", "b")),
                Arguments.of(Map.of("scp", List.of("a", "b")), Set.of("a", "b")),
                Arguments.of(Map.of("scope", "a", "scp", List.of("b"), "scopes", "c"), Set.of("a", "b", "c")),
                Arguments.of(Map.of("scope", List.of("a", 7, List.of("b"))), Set.of("a")),
                Arguments.of(Map.of("scope", 7), Set.of()),
                Arguments.of(Map.of("scope", Map.of("a", "b")), Set.of()),
                Arguments.of(Map.of("scope", "A"), Set.of("A")));
    }

    @ParameterizedTest
    @MethodSource
    void scopes(Map<String, Object> claims, Set<String> expected) throws Exception {
        TokenFixture token = VALID.without("scope");
        for (Map.Entry<String, Object> claim : claims.entrySet()) {
            token = token.with(claim.getKey(), claim.getValue());
        }
        assertEquals(expected, caller(token).scopes());
    }

    static Stream<Arguments> roles() {
        return Stream.of(
                Arguments.of(Map.of("roles", List.of("user", "admin")), Set.of("user", "admin")),
                Arguments.of(Map.of("roles", "user"), Set.of("user")),
                Arguments.of(Map.of("realm_access", Map.of("roles", List.of("user"))), Set.of("user")),
                Arguments.of(Map.of("realm_access", Map.of("roles", 1)), Set.of()),
                Arguments.of(Map.of("realm_access", Map.of()), Set.of()),
                Arguments.of(Map.of("realm_access", "user"), Set.of()));
    }

    @ParameterizedTest
    @MethodSource
    void roles(Map<String, Object> claims, Set<String> expected) throws Exception {
        TokenFixture token = VALID.without("roles");
        for (Map.Entry<String, Object> claim : claims.entrySet()) {
            token = token.with(claim.getKey(), claim.getValue());
        }
        assertEquals(expected, caller(token).roles());
    }

    @Test
    void readsTheClientFromEitherClaim() throws Exception {
        assertEquals(
                Optional.of("other"),
                caller(VALID.without("client_id").with("azp", "other")).clientId());
        assertEquals(
                Optional.of("test-client"), caller(VALID.with("azp", "other")).clientId());
    }

    @Test
    void acceptsOnlyClientsOnTheAllowlist() throws Exception {
        TokenVerifier verifier = verifier(Map.of("MCP_CLIENT_IDS", "test-client, other-client"));
        verifier.verify(VALID.token());
        verifier.verify(VALID.without("client_id").with("azp", "other-client").token());
        assertRejected(TokenCheck.CLIENT, verifier, VALID.with("client_id", "evil"));
        assertRejected(TokenCheck.CLIENT, verifier, VALID.without("client_id"));
        assertRejected(
                TokenCheck.CLIENT, verifier, VALID.with("client_id", "evil").with("azp", "test-client"));
    }

    @Test
    void comparesIssuerAndAudienceExactly() throws Exception {
        TokenVerifier verifier = verifier(Map.of("MCP_ISSUER", "https://idp.example/", "MCP_AUDIENCE", "mcp"));
        verifier.verify(
                VALID.with("iss", "https://idp.example/").with("aud", "mcp").token());
        assertRejected(TokenCheck.ISSUER, verifier, VALID.with("iss", "https://idp.example"));
        assertRejected(TokenCheck.AUDIENCE, verifier, VALID.with("iss", "https://idp.example/"));
    }

    @Test
    void acceptsATokenWithoutAKidOnlyIfThereIsExactlyOneKey() throws Exception {
        TokenVerifier verifier = verifier(Map.of());
        verifier.verify(VALID.withKid(null).token());
        FILES.add("second.public.pem");
        assertRejected(TokenCheck.KNOWN_KEY, verifier(Map.of()), VALID.withKid(null));
        FILES.remove("second.public.pem");
    }

    @Test
    void reportsEachPassedCheckInOrder() throws Exception {
        List<TokenCheck> passed = new ArrayList<>();
        verifier(Map.of()).verify(VALID.token(), (check, expected, found) -> passed.add(check));
        assertEquals(List.of(TokenCheck.values()), passed);
    }

    @Test
    void reportsWhatAPassedCheckFound() throws Exception {
        Map<TokenCheck, String> found = new EnumMap<>(TokenCheck.class);
        String token = VALID.without("iat").without("client_id").token();
        verifier(Map.of()).verify(token, (check, expected, value) -> found.put(check, expected + " / " + value));
        String signature = "a signature with the key " + KeyFixture.kid(PAIR);
        assertEquals(signature + " / " + signature, found.get(TokenCheck.SIGNATURE));
        assertEquals("not after 2026-11-20T12:00:00Z / none", found.get(TokenCheck.ALREADY_VALID));
        assertEquals("any client / none", found.get(TokenCheck.CLIENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://idp.example/jwks.json",
                "http:///jwks.json",
                "file:///etc/passwd",
                "ftp://localhost/keys",
                "idp.example",
                "not a url"
            })
    void refusesAnUnprotectedJwksUrl(String url) {
        assertEquals(
                "MCP_JWKS_URL must be an https URL without a password (http only on this machine), not \"" + url + "\"",
                messageOf("MCP_JWKS_URL", url));
    }

    @Test
    void doesNotQuoteAPasswordInTheJwksUrl() {
        assertEquals(
                "MCP_JWKS_URL must be an https URL without a password (http only on this machine), not \"…\"",
                messageOf("MCP_JWKS_URL", "https://user:pw@idp.example/keys"));
    }

    @Test
    void refusesAnUnprotectedIssuerUnlessTheKeysComeFromElsewhere() {
        assertEquals(
                "MCP_ISSUER must be an https URL (http only on this machine), unless MCP_JWKS_URL is set, not"
                        + " \"http://idp.example\"",
                messageOf("MCP_ISSUER", "http://idp.example"));
        verifier(Map.of("MCP_ISSUER", "http://idp.example")); // with MCP_KEYS_DIR
    }

    @Test
    void refusesAnEmptyAllowlistOfClients() {
        assertEquals(
                "MCP_CLIENT_IDS must be client ids, comma-separated, not \",\"", messageOf("MCP_CLIENT_IDS", " , "));
    }

    private static String messageOf(String name, String value) {
        Environment environment = new Environment(Map.of(name, value));
        ServerSettings server = ServerSettings.from(environment);
        return assertThrows(InvalidSettingException.class, () -> TokenSettings.from(environment, server))
                .getMessage();
    }

    @Test
    void acceptsTheLatestPossibleExpiry() throws Exception {
        assertEquals(
                Instant.MAX.getEpochSecond(),
                caller(VALID.with("exp", Instant.MAX.getEpochSecond()))
                        .expiresAt()
                        .getEpochSecond());
    }

    @Test
    void rejectsASubjectThatIsNotAString() {
        assertRejected(TokenCheck.SUBJECT, verifier(Map.of()), VALID.with("sub", 5));
    }

    /** The signature is valid, but readers could disagree about the claims. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"sub\":\"a\"} x",
                "{\"sub\":\"a\",\"sub\":\"b\"}",
                "{\"exp\":\"soon\"}",
                "{\"aud\":{}}",
                "{\"sub\":\"\u0001\"}"
            })
    void rejectsSignedClaimsThatAreNotStrictJson(String claims) throws Exception {
        String header = base64("{\"alg\":\"RS256\",\"kid\":\"" + VALID.kid() + "\"}");
        String signed = header + "." + base64(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(PAIR.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        String token = signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        assertThrows(TokenRejectedException.class, () -> verifier(Map.of()).verify(token));
    }

    @Test
    void acceptsOnlyTheCanonicalEncoding() {
        String token = VALID.token();
        for (String other : List.of(
                token + "=", token + "==", " " + token, token.replace('_', '/').replace('-', '+') + "+")) {
            assertThrows(TokenRejectedException.class, () -> verifier(Map.of()).verify(other));
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void escapesTheParametersOfAChallenge() {
        assertEquals(
                "Bearer realm=\"mcp\", error_description=\"a \\\"b\\\" \\\\ c\"",
                Challenge.bearer("mcp")
                        .with("error_description", "a \"b\" \\ c")
                        .toString());
    }
}
