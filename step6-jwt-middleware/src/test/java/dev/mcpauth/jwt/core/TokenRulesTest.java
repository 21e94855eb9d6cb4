package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
