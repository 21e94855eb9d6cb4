package dev.mcpauth.jwt.core;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies that a token is a valid access token for this server (RFC 9068 section 4, with the advice of RFC 8725). It
 * ignores everything in the token that says how to verify it: {@code alg}, {@code jwk}, {@code jku}, {@code x5u}.
 */
public final class TokenVerifier implements TokenVerification {

    /** How far the clocks of the issuer and this server may differ. */
    public static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    /** Receives each check that a token passes. */
    @FunctionalInterface
    public interface Observer {
        void passed(TokenCheck check, Object expected, Object found);
    }

    private final VerificationKeys keys;
    private final TokenRules rules;
    private final ClaimVerifier claims;
    private final Signatures signatures;

    public TokenVerifier(VerificationKeys keys, TokenRules rules, Clock clock) {
        this.keys = keys;
        this.rules = rules;
        this.claims = new ClaimVerifier(rules, clock);
        this.signatures = new Signatures(rules.algorithm());
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        return verify(token, (check, expected, found) -> {});
    }

    /** The same, and reports each check that the token passes. */
    public Caller verify(String token, Observer observer) throws TokenRejectedException, KeysUnavailableException {
        Signatures.Unverified unverified = signatures.read(token);
        TokenContent content = unverified.content();
        Checks checks = new Checks(content, observer);
        checks.require(TokenCheck.WELL_FORMED, true, "a strict JWT", "a strict JWT");

        checks.require(
                TokenCheck.ALGORITHM,
                content.algorithm().filter(rules.algorithm()::equals).isPresent(),
                rules.algorithm(),
                Checks.shown(content.algorithm()));
        checks.require(
                TokenCheck.NO_CRITICAL_HEADER, content.critical().isEmpty(), "none", Checks.shown(content.critical()));
        checks.require(TokenCheck.TYPE, hasType(content), "at+jwt, JWT or none", Checks.shown(content.type()));
        Object kid = Checks.shown(content.keyId());
        Optional<PublicKey> key = keys.find(content.keyId());
        checks.require(TokenCheck.KNOWN_KEY, key.isPresent(), "a key of the issuer", kid);
        boolean signed = unverified.isSignedBy(key.get());
        Object signature = new Checks.Phrase("a signature with the key ", kid);
        checks.require(TokenCheck.SIGNATURE, signed, signature, signed ? signature : "another");

        // From here on, the claims are known to be signed by the owner of the key.
        return claims.verify(content, checks);
    }

    /** The type tells access tokens from ID tokens and logout tokens of the same issuer (RFC 8725 section 3.11). */
    private static boolean hasType(TokenContent content) {
        return content.type()
                .map(type -> TYPES.contains(type.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }
}
