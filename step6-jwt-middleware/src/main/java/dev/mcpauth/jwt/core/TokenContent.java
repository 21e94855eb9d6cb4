package dev.mcpauth.jwt.core;

import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The header and the claims of a token, unverified. It holds neither the token nor its signature, so memory may keep it.
 *
 * @param critical the header {@code crit}
 * @param audience empty if there is none
 * @param claims all claims as maps, lists, strings, numbers and booleans; a claim may be {@code null}, as JSON can say that
 */
record TokenContent(
        Optional<String> algorithm,
        Optional<String> type,
        Optional<String> keyId,
        Optional<String> critical,
        Optional<String> issuer,
        List<String> audience,
        Optional<Instant> expiresAt,
        Optional<Instant> notBefore,
        Optional<Instant> issuedAt,
        Map<String, Object> claims) {

    /**
     * In {@link #of(Map)}, a number beyond this one (in the year 5138) is not a time: an {@link Instant} could not hold every
     * number. For a JWT, its decoder decides. There, {@code exp} can be {@link Instant#MAX}, to which nothing can be added.
     */
    private static final double MAX_SECONDS = 1e11;

    static TokenContent of(DecodedJWT jwt) {
        Map<String, Object> claims = new HashMap<>();
        jwt.getClaims().forEach((name, claim) -> claims.put(name, claim.as(Object.class)));
        var critical = jwt.getHeaderClaim("crit");
        return new TokenContent(
                Optional.ofNullable(jwt.getAlgorithm()),
                Optional.ofNullable(jwt.getType()),
                Optional.ofNullable(jwt.getKeyId()),
                critical.isMissing() ? Optional.empty() : Optional.of(critical.toString()),
                Optional.ofNullable(jwt.getIssuer()),
                Objects.requireNonNullElse(jwt.getAudience(), List.of()),
                Optional.ofNullable(jwt.getExpiresAtAsInstant()),
                Optional.ofNullable(jwt.getNotBeforeAsInstant()),
                Optional.ofNullable(jwt.getIssuedAtAsInstant()),
                claims);
    }

    /**
     * Claims that did not come in a JWT.
     *
     * @throws IllegalArgumentException if a registered claim has another type, or a time is too large
     */
    static TokenContent of(Map<String, Object> claims) {
        return new TokenContent(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(cast(claims, "iss", String.class)),
                audience(claims.get("aud")),
                time(claims, "exp"),
                time(claims, "nbf"),
                time(claims, "iat"),
                claims);
    }

    private static <T> T cast(Map<String, Object> claims, String name, Class<T> type) {
        Object value = claims.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(name + " is not a " + type.getSimpleName());
        }
        return type.cast(value);
    }

    private static List<String> audience(Object value) {
        List<?> values = value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
        if (!values.stream().allMatch(String.class::isInstance)) {
            throw new IllegalArgumentException("aud is not a string or a list of strings");
        }
        return values.stream().map(String.class::cast).toList();
    }

    private static Optional<Instant> time(Map<String, Object> claims, String name) {
        Number seconds = cast(claims, name, Number.class);
        if (seconds != null && Math.abs(seconds.doubleValue()) > MAX_SECONDS) {
            throw new IllegalArgumentException(name + " is not a time");
        }
        return Optional.ofNullable(seconds).map(Number::longValue).map(Instant::ofEpochSecond);
    }

    /** A claim that is a string. */
    Optional<String> text(String claim) {
        return claims.get(claim) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A claim for the log, or "none". */
    Object shown(String claim) {
        return claims.getOrDefault(claim, "none");
    }

    /** The client: {@code client_id} in RFC 9068, {@code azp} in OpenID Connect, {@code cid} at Okta. */
    Optional<String> clientId() {
        return Stream.of("client_id", "azp", "cid")
                .map(this::text)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
