package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a service that carries the verifier can set. */
class TokenRulesTest {

    private static final KeyPair PAIR = KeyFixture.generate(2048);
    private static final TokenFixture VALID = TokenFixture.valid(PAIR, Instant.now());
    private static final TokenRules RULES = TokenRules.of(TokenFixture.ISSUER, TokenFixture.AUDIENCE);

    private static Caller verify(TokenRules rules, String token) throws Exception {
        VerificationKeys keys = kid -> Optional.of(PAIR.getPublic());
        return new TokenVerifier(keys, rules, Clock.systemUTC()).verify(token);
    }

    @Test
    void acceptsOnlyTheGivenAlgorithm() throws Exception {
        String rs384 = VALID.token(Algorithm.RSA384(null, KeyFixture.signer(PAIR)));
        String rs512 = VALID.token(Algorithm.RSA512(null, KeyFixture.signer(PAIR)));
        assertEquals("alice", verify(RULES, VALID.token()).username());
        assertEquals("alice", verify(RULES.withAlgorithm("RS384"), rs384).username());
        assertEquals("alice", verify(RULES.withAlgorithm("RS512"), rs512).username());
        assertRejected(RULES, rs512);
        assertRejected(RULES.withAlgorithm("RS384"), rs512);
        assertRejected(RULES.withAlgorithm("RS512"), VALID.token());
    }

    private static void assertRejected(TokenRules rules, String token) {
        TokenRejectedException e = assertThrows(TokenRejectedException.class, () -> verify(rules, token));
        assertEquals(TokenCheck.ALGORITHM, e.check());
    }

    private static final KeyPair EC = ellipticCurve();

    static KeyPair ellipticCurve() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void verifiesEllipticCurvesOnlyIfToldSo() throws Exception {
        String es256 = VALID.token(Algorithm.ECDSA256(null, (ECPrivateKey) EC.getPrivate()));
        TokenRules rules = RULES.withAlgorithm("ES256");
        VerificationKeys keys = kid -> Optional.of(EC.getPublic());
        assertEquals(
                "alice",
                new TokenVerifier(keys, rules, Clock.systemUTC()).verify(es256).username());
        assertRejected(RULES, es256);
        assertRejected(rules, VALID.token());
    }

    /** A key of another type than the algorithm needs verifies nothing. */
    @Test
    void neverUsesAKeyForAnotherAlgorithm() {
        String es256 = VALID.token(Algorithm.ECDSA256(null, (ECPrivateKey) EC.getPrivate()));
        TokenRejectedException e =
                assertThrows(TokenRejectedException.class, () -> verify(RULES.withAlgorithm("ES256"), es256));
        assertEquals(TokenCheck.SIGNATURE, e.check());
    }

    @Test
    void removesThePrefixFromTheNamesOfScopes() throws Exception {
        String token =
                VALID.with("scope", "api://mcp/mcp:read mcp:tools openid").token();
        assertEquals(
                Set.of("mcp:read", "mcp:tools", "openid"),
                verify(RULES.withScopePrefix("api://mcp/"), token).scopes());
        assertEquals(
                Set.of("api://mcp/mcp:read", "mcp:tools", "openid"),
                verify(RULES, token).scopes());
    }

    /** The claims of an introspection response, not of a token. */
    @Test
    void verifiesClaimsWithoutAToken() throws Exception {
        ClaimVerifier verifier = new ClaimVerifier(RULES, Clock.systemUTC());
        Map<String, Object> claims = new HashMap<>(Map.of(
                "iss",
                TokenFixture.ISSUER,
                "aud",
                List.of("https://other.example", TokenFixture.AUDIENCE),
                "sub",
                "user-1",
                "exp",
                Instant.now().plusSeconds(60).getEpochSecond()));
        assertEquals("user-1", verifier.verify(claims).subject());
        for (Map.Entry<String, TokenCheck> missing : Map.of(
                        "iss", TokenCheck.ISSUER,
                        "aud", TokenCheck.AUDIENCE,
                        "sub", TokenCheck.SUBJECT,
                        "exp", TokenCheck.HAS_EXPIRY)
                .entrySet()) {
            Map<String, Object> less = new HashMap<>(claims);
            less.remove(missing.getKey());
            assertEquals(
                    missing.getValue(),
                    assertThrows(TokenRejectedException.class, () -> verifier.verify(less))
                            .check());
        }
        for (Map<String, Object> malformed : List.<Map<String, Object>>of(
                Map.of("exp", "tomorrow"), Map.of("nbf", 1e300), Map.of("aud", 7), Map.of("iss", List.of("a")))) {
            Map<String, Object> other = new HashMap<>(claims);
            other.putAll(malformed);
            assertThrows(IllegalArgumentException.class, () -> verifier.verify(other), malformed.toString());
        }
    }

    @Test
    void readsTheRolesFromTheGivenClaims() throws Exception {
        String namespaced =
                VALID.with("https://mcp.example/roles", List.of("admin")).token();
        assertEquals(Set.of("user"), verify(RULES, namespaced).roles());
        TokenRules rules = RULES.withRolesClaims(List.of("https://mcp.example/roles"));
        assertEquals(Set.of("admin"), verify(rules, namespaced).roles());
    }

    @Test
    void requiresAnIssuerAnAudienceAndAKnownAlgorithm() {
        assertThrows(IllegalArgumentException.class, () -> TokenRules.of(" ", TokenFixture.AUDIENCE));
        assertThrows(IllegalArgumentException.class, () -> TokenRules.of(TokenFixture.ISSUER, ""));
        for (String algorithm : List.of("none", "HS256", "ES384", "rs256")) {
            assertThrows(IllegalArgumentException.class, () -> RULES.withAlgorithm(algorithm), algorithm);
        }
    }
}
