package dev.mcpauth.jwt.core;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.mcpauth.jwt.core.TokenRejectedException.Unverified;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies that a token is a valid access token for this server (RFC 9068 section 4, with the advice of RFC 8725). It ignores
 * what the token says about how to verify it: {@code alg}, {@code jwk}, {@code jku}, {@code x5u}.
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

    public TokenVerifier(VerificationKeys keys, TokenRules rules, Clock clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        return verify(token, (check, expected, found) -> {});
    }

    /** The same, and reports each check that the token passes. */
    public Caller verify(String token, Observer observer) throws TokenRejectedException, KeysUnavailableException {
        DecodedJWT jwt = StrictJwt.decode(token);
        Checks checks = new Checks(jwt, observer);
        checks.require(TokenCheck.WELL_FORMED, true, "a strict JWT", "a strict JWT");

        checks.require(
                TokenCheck.ALGORITHM,
                rules.algorithm().equals(jwt.getAlgorithm()),
                rules.algorithm(),
                jwt.getAlgorithm());
        Claim crit = jwt.getHeaderClaim("crit");
        checks.require(TokenCheck.NO_CRITICAL_HEADER, crit.isMissing(), "none", shown(crit));
        checks.require(TokenCheck.TYPE, hasType(jwt), "at+jwt, JWT or none", jwt.getType());
        String kid = jwt.getKeyId() == null ? "none" : jwt.getKeyId();
        Optional<RSAPublicKey> key = keys.find(Optional.ofNullable(jwt.getKeyId()));
        checks.require(TokenCheck.KNOWN_KEY, key.isPresent(), "a key of the issuer", kid);
        checks.require(TokenCheck.SIGNATURE, isSigned(jwt, key.get()), "a signature with the key " + kid, "another");

        // From here on, the claims are those that the owner of the key has signed.
        Instant now = clock.instant();
        checks.require(TokenCheck.ISSUER, rules.issuer().equals(jwt.getIssuer()), rules.issuer(), jwt.getIssuer());
        checks.require(TokenCheck.AUDIENCE, isForThisServer(jwt), rules.audience(), jwt.getAudience());
        Instant expiry = jwt.getExpiresAtAsInstant();
        checks.require(TokenCheck.HAS_EXPIRY, expiry != null, "an expiry", expiry == null ? "none" : expiry);
        checks.require(
                TokenCheck.NOT_EXPIRED,
                now.minus(LEEWAY).isBefore(expiry),
                "after " + now.truncatedTo(ChronoUnit.SECONDS),
                expiry);
        Instant start = later(jwt.getNotBeforeAsInstant(), jwt.getIssuedAtAsInstant());
        checks.require(
                TokenCheck.ALREADY_VALID,
                !now.plus(LEEWAY).isBefore(start),
                "before " + now.truncatedTo(ChronoUnit.SECONDS),
                start);
        checks.require(TokenCheck.SUBJECT, hasSubject(jwt), "a subject", shown(jwt.getClaim("sub")));
        Claim tokenType = jwt.getClaim("token_type");
        checks.require(TokenCheck.ACCESS_TOKEN, isAccessToken(tokenType), "access or none", shown(tokenType));
        Optional<String> client = VerifiedToken.clientId(jwt);
        boolean allowed = rules.clientIds().isEmpty()
                || client.filter(rules.clientIds()::contains).isPresent();
        checks.require(TokenCheck.CLIENT, allowed, rules.clientIds(), client.orElse("none"));
        return new VerifiedToken(jwt, rules).caller();
    }

    private static Object shown(Claim claim) {
        return claim.isMissing() ? "none" : claim;
    }

    private record Checks(DecodedJWT jwt, Observer observer) {
        void require(TokenCheck check, boolean holds, Object expected, Object found) throws TokenRejectedException {
            if (!holds) {
                Unverified token = new Unverified(
                        Objects.requireNonNullElse(jwt.getIssuer(), "none"),
                        jwt.getAudience() == null ? "none" : jwt.getAudience().toString(),
                        Objects.requireNonNullElse(jwt.getKeyId(), "none"));
                throw new TokenRejectedException(
                        check, String.valueOf(expected), String.valueOf(found), Optional.of(token));
            }
            observer.passed(check, expected, found);
        }
    }

    /** The type tells access tokens from ID tokens and logout tokens of the same issuer (RFC 8725 section 3.11). */
    private static boolean hasType(DecodedJWT jwt) {
        return jwt.getType() == null || TYPES.contains(jwt.getType().toLowerCase(Locale.ROOT));
    }

    private boolean isSigned(DecodedJWT jwt, RSAPublicKey key) {
        try {
            algorithm(key).verify(jwt);
            return true;
        } catch (SignatureVerificationException wrong) {
            return false;
        }
    }

    private Algorithm algorithm(RSAPublicKey key) {
        return switch (rules.algorithm()) {
            case "RS384" -> Algorithm.RSA384(key, null);
            case "RS512" -> Algorithm.RSA512(key, null);
            default -> Algorithm.RSA256(key, null);
        };
    }

    private boolean isForThisServer(DecodedJWT jwt) {
        return jwt.getAudience() != null && jwt.getAudience().contains(rules.audience());
    }

    private static Instant later(Instant a, Instant b) {
        Instant first = a == null ? Instant.MIN : a;
        return b == null || b.isBefore(first) ? first : b;
    }

    private static boolean hasSubject(DecodedJWT jwt) {
        String subject = jwt.getClaim("sub").asString(); // null if it is not a string
        return subject != null && !subject.isBlank();
    }

    private static boolean isAccessToken(Claim tokenType) {
        return tokenType.isMissing() || "access".equals(tokenType.asString());
    }
}
