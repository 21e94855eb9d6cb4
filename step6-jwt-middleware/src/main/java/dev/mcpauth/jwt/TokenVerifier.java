package dev.mcpauth.jwt;

import com.auth0.jwk.JwkException;
import com.auth0.jwk.JwkProvider;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decides whether a token is a valid access token for this server (RFC 9068 section 4, with the advice of RFC 8725). What
 * the token says about how to verify it – {@code alg}, {@code jwk}, {@code jku}, {@code x5u} – is not followed.
 */
public final class TokenVerifier {

    /** How far the clocks of the issuer and this server may be apart. */
    public static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final JwkProvider keys;
    private final TokenSettings settings;
    private final Clock clock;

    public TokenVerifier(JwkProvider keys, TokenSettings settings, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @throws TokenRefusedException if the token is not acceptable
     * @throws KeysUnavailableException if that cannot be said, because the key server does not answer
     */
    public VerifiedToken verify(String token) throws KeysUnavailableException {
        return verify(token, passed -> {});
    }

    /** The same, and tells of each check that the token has passed. */
    public VerifiedToken verify(String token, Consumer<Refusal> passed) throws KeysUnavailableException {
        DecodedJWT jwt = StrictJwt.decode(token);
        passed.accept(Refusal.MALFORMED);
        Checks checks = new Checks(passed);
        checks.require(Refusal.WRONG_ALGORITHM, "RS256".equals(jwt.getAlgorithm()));
        checks.require(Refusal.CRITICAL_HEADER, jwt.getHeaderClaim("crit").isMissing());
        checks.require(Refusal.WRONG_TYPE, hasType(jwt));
        RSAPublicKey key = key(jwt.getKeyId());
        checks.require(Refusal.UNKNOWN_KEY, key != null);
        checks.require(Refusal.BAD_SIGNATURE, isSigned(jwt, key));

        // From here on, the token says what the issuer said.
        Instant now = clock.instant();
        checks.require(Refusal.WRONG_ISSUER, settings.issuer().equals(jwt.getIssuer()));
        checks.require(Refusal.WRONG_AUDIENCE, isForThisServer(jwt));
        checks.require(Refusal.NO_EXPIRY, jwt.getExpiresAtAsInstant() != null);
        checks.require(Refusal.EXPIRED, now.minus(LEEWAY).isBefore(jwt.getExpiresAtAsInstant()));
        checks.require(
                Refusal.NOT_YET_VALID,
                hasPassed(jwt.getNotBeforeAsInstant(), now) && hasPassed(jwt.getIssuedAtAsInstant(), now));
        checks.require(Refusal.NO_SUBJECT, hasSubject(jwt));
        checks.require(Refusal.NOT_AN_ACCESS_TOKEN, isAccessToken(jwt));
        checks.require(Refusal.WRONG_CLIENT, mayUse(VerifiedToken.clientId(jwt)));
        return new VerifiedToken(jwt);
    }

    private record Checks(Consumer<Refusal> passed) {
        void require(Refusal reason, boolean holds) {
            if (!holds) {
                throw new TokenRefusedException(reason);
            }
            passed.accept(reason);
        }
    }

    /** An ID token or a logout token is a JWT of the same issuer, too; the type tells them apart (RFC 8725 section 3.11). */
    private static boolean hasType(DecodedJWT jwt) {
        return jwt.getType() == null || TYPES.contains(jwt.getType().toLowerCase(Locale.ROOT));
    }

    private RSAPublicKey key(String kid) throws KeysUnavailableException {
        try {
            return (RSAPublicKey) keys.get(kid).getPublicKey();
        } catch (KeysUnavailableException e) {
            throw e;
        } catch (JwkException unknown) {
            return null;
        }
    }

    private static boolean isSigned(DecodedJWT jwt, RSAPublicKey key) {
        try {
            Algorithm.RSA256(key, null).verify(jwt);
            return true;
        } catch (SignatureVerificationException wrong) {
            return false;
        }
    }

    private boolean isForThisServer(DecodedJWT jwt) {
        return jwt.getAudience() != null && jwt.getAudience().contains(settings.audience());
    }

    private static boolean hasPassed(Instant time, Instant now) {
        return time == null || !now.plus(LEEWAY).isBefore(time);
    }

    private static boolean hasSubject(DecodedJWT jwt) {
        String subject = jwt.getClaim("sub").asString(); // null, if it is not a string
        return subject != null && !subject.isBlank();
    }

    private static boolean isAccessToken(DecodedJWT jwt) {
        return jwt.getClaim("token_type").isMissing()
                || "access".equals(jwt.getClaim("token_type").asString());
    }

    private boolean mayUse(String clientId) {
        return settings.clientIds().isEmpty()
                || clientId != null && settings.clientIds().contains(clientId);
    }
}
