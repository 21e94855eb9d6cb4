package dev.mcpauth.jwt.core;

import dev.mcpauth.jwt.core.TokenRejectedException.Unverified;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    private final Clock clock;
    private final Signatures signatures;

    public TokenVerifier(VerificationKeys keys, TokenRules rules, Clock clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
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
                shown(content.algorithm()));
        checks.require(TokenCheck.NO_CRITICAL_HEADER, content.critical().isEmpty(), "none", shown(content.critical()));
        checks.require(TokenCheck.TYPE, hasType(content), "at+jwt, JWT or none", shown(content.type()));
        Object kid = shown(content.keyId());
        Optional<RSAPublicKey> key = keys.find(content.keyId());
        checks.require(TokenCheck.KNOWN_KEY, key.isPresent(), "a key of the issuer", kid);
        checks.require(
                TokenCheck.SIGNATURE,
                unverified.isSignedBy(key.get()),
                new Phrase("a signature with the key ", kid),
                "another");

        // From here on, the claims are known to be signed by the owner of the key.
        Instant now = clock.instant();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        checks.require(
                TokenCheck.ISSUER,
                content.issuer().filter(rules.issuer()::equals).isPresent(),
                rules.issuer(),
                shown(content.issuer()));
        List<String> audience = content.audience();
        checks.require(TokenCheck.AUDIENCE, audience.contains(rules.audience()), rules.audience(), audience);
        Optional<Instant> expiry = content.expiresAt();
        checks.require(TokenCheck.HAS_EXPIRY, expiry.isPresent(), "an expiry", shown(expiry));
        checks.require(
                TokenCheck.NOT_EXPIRED,
                now.minus(LEEWAY).isBefore(expiry.get()),
                new Phrase("after ", second),
                expiry.get());
        Instant start = later(content.notBefore(), content.issuedAt());
        checks.require(
                TokenCheck.ALREADY_VALID, !now.plus(LEEWAY).isBefore(start), new Phrase("before ", second), start);
        checks.require(TokenCheck.SUBJECT, hasSubject(content), "a subject", content.shown("sub"));
        checks.require(TokenCheck.ACCESS_TOKEN, isAccessToken(content), "access or none", content.shown("token_type"));
        Optional<String> client = content.clientId();
        boolean allowed = rules.clientIds().isEmpty()
                || client.filter(rules.clientIds()::contains).isPresent();
        checks.require(TokenCheck.CLIENT, allowed, rules.clientIds(), shown(client));
        return new VerifiedToken(content, rules).caller();
    }

    private static Object shown(Optional<?> value) {
        return value.isPresent() ? value.get() : "none";
    }

    /** Text for the log, which is built only if it is logged. */
    private record Phrase(String words, Object value) {
        @Override
        public String toString() {
            return words + value;
        }
    }

    private record Checks(TokenContent content, Observer observer) {
        void require(TokenCheck check, boolean holds, Object expected, Object found) throws TokenRejectedException {
            if (!holds) {
                Unverified token = new Unverified(
                        String.valueOf(shown(content.issuer())),
                        content.audience().isEmpty()
                                ? "none"
                                : content.audience().toString(),
                        String.valueOf(shown(content.keyId())));
                throw new TokenRejectedException(
                        check, String.valueOf(expected), String.valueOf(found), Optional.of(token));
            }
            observer.passed(check, expected, found);
        }
    }

    /** The type tells access tokens from ID tokens and logout tokens of the same issuer (RFC 8725 section 3.11). */
    private static boolean hasType(TokenContent content) {
        return content.type()
                .map(type -> TYPES.contains(type.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    private static Instant later(Optional<Instant> a, Optional<Instant> b) {
        Instant first = a.orElse(Instant.MIN);
        Instant second = b.orElse(Instant.MIN);
        return second.isBefore(first) ? first : second;
    }

    private static boolean hasSubject(TokenContent content) {
        return content.text("sub").filter(subject -> !subject.isBlank()).isPresent();
    }

    private static boolean isAccessToken(TokenContent content) {
        return !content.claims().containsKey("token_type")
                || content.text("token_type").filter("access"::equals).isPresent();
    }
}
