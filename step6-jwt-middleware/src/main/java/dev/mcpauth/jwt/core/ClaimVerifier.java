package dev.mcpauth.jwt.core;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies that the claims are those of an access token for this server. Who made the claims must be known before: the owner
 * of a signing key, or the issuer itself, when it was asked about the token.
 */
public final class ClaimVerifier {

    private final TokenRules rules;
    private final Clock clock;

    public ClaimVerifier(TokenRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Verifies claims that the issuer itself has sent over a protected connection.
     *
     * @throws IllegalArgumentException if a registered claim has another type than RFC 7519 section 4.1 says
     */
    public Caller verify(Map<String, Object> claims) throws TokenRejectedException {
        TokenContent content = TokenContent.of(claims);
        return verify(content, new Checks(content, (check, expected, found) -> {}));
    }

    /** The leeway is on the side of the clock: {@code exp} can be {@link Instant#MAX}, to which nothing can be added. */
    Caller verify(TokenContent content, Checks checks) throws TokenRejectedException {
        Instant now = clock.instant();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        checks.require(
                TokenCheck.ISSUER,
                content.issuer().filter(rules.issuer()::equals).isPresent(),
                rules.issuer(),
                Checks.shown(content.issuer()));
        List<String> audience = content.audience();
        checks.require(TokenCheck.AUDIENCE, audience.contains(rules.audience()), rules.audience(), audience);
        Optional<Instant> expiry = content.expiresAt();
        checks.require(TokenCheck.HAS_EXPIRY, expiry.isPresent(), "an expiry", Checks.shown(expiry));
        checks.require(
                TokenCheck.NOT_EXPIRED,
                now.minus(TokenVerifier.LEEWAY).isBefore(expiry.get()),
                new Checks.Phrase("after ", second),
                expiry.get());
        Instant start = later(content.notBefore(), content.issuedAt());
        checks.require(
                TokenCheck.ALREADY_VALID,
                !now.plus(TokenVerifier.LEEWAY).isBefore(start),
                new Checks.Phrase("not after ", second),
                start.equals(Instant.MIN) ? "none" : start);
        checks.require(TokenCheck.SUBJECT, hasSubject(content), "a subject", content.shown("sub"));
        checks.require(TokenCheck.ACCESS_TOKEN, isAccessToken(content), "access or none", content.shown("token_type"));
        Optional<String> client = content.clientId();
        boolean any = rules.clientIds().isEmpty();
        boolean allowed = any || client.filter(rules.clientIds()::contains).isPresent();
        checks.require(TokenCheck.CLIENT, allowed, any ? "any client" : rules.clientIds(), Checks.shown(client));
        return new VerifiedToken(content, rules).caller();
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
