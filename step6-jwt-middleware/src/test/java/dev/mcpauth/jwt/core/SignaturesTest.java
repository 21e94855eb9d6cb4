package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What may be remembered of a token: who signed it. Everything else is checked on each request. */
class SignaturesTest {

    private static final Instant NOW = new MovableClock().instant();
    private static final KeyFixture FILES = KeyFixture.empty();
    private static final KeyPair PAIR = FILES.add("issuer.public.pem");
    private static final KeyPair OTHER = FILES.add("other.public.pem");
    private static final RSAPublicKey KEY = (RSAPublicKey) PAIR.getPublic();
    private static final RSAPublicKey OTHER_KEY = (RSAPublicKey) OTHER.getPublic();
    private static final String TOKEN = TokenFixture.valid(PAIR, NOW).token();
    private static final TokenRules RULES = TokenRules.of(TokenFixture.ISSUER, TokenFixture.AUDIENCE);

    private final AtomicReference<Optional<PublicKey>> key = new AtomicReference<>(Optional.of(KEY));
    private final MovableClock clock = new MovableClock();
    private final Signatures signatures = new Signatures("RS256");

    private TokenVerifier verifier(TokenRules rules) {
        return new TokenVerifier(kid -> key.get(), rules, clock);
    }

    private static Check failed(TokenVerifier verifier, String token) {
        return assertThrows(TokenRejectedException.class, () -> verifier.verify(token))
                .check();
    }

    @Test
    void remembersAGoodSignature() throws Exception {
        assertTrue(signatures.read(TOKEN).isSignedBy(KEY));
        assertEquals(1, signatures.remembered());
        assertTrue(signatures.read(TOKEN).isSignedBy(KEY));
        assertEquals(1, signatures.remembered());
    }

    @Test
    void neverRemembersABadSignature() throws Exception {
        assertFalse(signatures.read(TOKEN).isSignedBy(OTHER_KEY));
        assertEquals(0, signatures.remembered());
        assertFalse(signatures.read(TOKEN).isSignedBy(OTHER_KEY));
    }

    @Test
    void verifiesAgainWithAnotherKey() throws Exception {
        assertTrue(signatures.read(TOKEN).isSignedBy(KEY));
        assertFalse(signatures.read(TOKEN).isSignedBy(OTHER_KEY));
        assertTrue(signatures.read(TOKEN).isSignedBy(KEY));
    }

    @Test
    void doesNotKnowATokenWithAnotherSignature() throws Exception {
        assertTrue(signatures.read(TOKEN).isSignedBy(KEY));
        String claimsOfTheFirst = TOKEN.substring(0, TOKEN.lastIndexOf('.') + 1);
        String signature = TokenFixture.valid(PAIR, NOW).with("sub", "user-2").token();
        String mixed = claimsOfTheFirst + signature.substring(signature.lastIndexOf('.') + 1);
        assertFalse(signatures.read(mixed).isSignedBy(KEY));
        assertEquals(1, signatures.remembered());
    }

    @Test
    void remembersABoundedNumberOfCharacters() throws Exception {
        Signatures small = new Signatures("RS256", 3L * TOKEN.length() + 200);
        for (int i = 0; i < 10; i++) {
            String token =
                    TokenFixture.valid(PAIR, NOW).with("sub", "user-" + i).token();
            assertTrue(small.read(token).isSignedBy(KEY));
            assertTrue(small.remembered() <= 3);
        }
    }

    @Test
    void noRememberedTokenOutlivesItsExpiry() throws Exception {
        TokenVerifier verifier = verifier(RULES);
        verifier.verify(TOKEN);
        clock.move(Duration.ofSeconds(600).plus(TokenVerifier.LEEWAY).minusMillis(1));
        verifier.verify(TOKEN);
        clock.move(Duration.ofMillis(1));
        assertEquals(TokenCheck.NOT_EXPIRED, failed(verifier, TOKEN));
    }

    @Test
    void noRememberedTokenIsValidBeforeItsTime() throws Exception {
        TokenVerifier verifier = verifier(RULES);
        verifier.verify(TOKEN);
        clock.move(TokenVerifier.LEEWAY.plusSeconds(1).negated());
        assertEquals(TokenCheck.ALREADY_VALID, failed(verifier, TOKEN));
    }

    @Test
    void noRememberedTokenOutlivesItsKey() throws Exception {
        TokenVerifier verifier = verifier(RULES);
        verifier.verify(TOKEN);
        key.set(Optional.empty());
        assertEquals(TokenCheck.KNOWN_KEY, failed(verifier, TOKEN));
    }

    @Test
    void noRememberedTokenOutlivesARotationUnderTheSameKeyId() throws Exception {
        TokenVerifier verifier = verifier(RULES);
        verifier.verify(TOKEN);
        key.set(Optional.of(OTHER_KEY));
        assertEquals(TokenCheck.SIGNATURE, failed(verifier, TOKEN));
        key.set(Optional.of(KEY));
        verifier.verify(TOKEN);
    }

    @Test
    void checksTheRulesOfEachRememberedToken() throws Exception {
        TokenVerifier verifier = verifier(RULES.withClientIds(Set.of("another-client")));
        assertEquals(TokenCheck.CLIENT, failed(verifier, TOKEN));
        assertEquals(TokenCheck.CLIENT, failed(verifier, TOKEN)); // the signature is remembered now
        String foreign = TokenFixture.valid(PAIR, NOW)
                .with("aud", "https://other.example/mcp")
                .token();
        assertEquals(TokenCheck.AUDIENCE, failed(verifier, foreign));
        assertEquals(TokenCheck.AUDIENCE, failed(verifier, foreign));
    }
}
