package dev.mcpauth.jwt.core;

import com.auth0.jwt.interfaces.DecodedJWT;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A token that has passed all checks. Only {@link TokenVerifier} creates one, so the type guarantees that its claims are verified. */
final class VerifiedToken {

    private final DecodedJWT jwt;
    private final TokenRules rules;

    VerifiedToken(DecodedJWT jwt, TokenRules rules) {
        this.jwt = jwt;
        this.rules = rules;
    }

    /** The caller, from the claims that issuers use (RFC 9068 section 2.2). */
    Caller caller() {
        String username = jwt.getClaim("preferred_username").asString();
        return new Caller(
                jwt.getSubject(),
                username == null ? jwt.getSubject() : username,
                clientId(jwt),
                words(Stream.of("scope", "scopes", "scp").map(this::claim)),
                words(rules.rolesClaims().stream().map(this::claim)),
                jwt.getExpiresAtAsInstant());
    }

    /** The claim is called {@code client_id} in RFC 9068, {@code azp} in OpenID Connect, {@code cid} at Okta. */
    static Optional<String> clientId(DecodedJWT jwt) {
        return Stream.of("client_id", "azp", "cid")
                .map(name -> jwt.getClaim(name).asString())
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The value of a claim, or of a member in it: {@code realm_access.roles}. A claim whose name has dots comes first. */
    private Object claim(String path) {
        if (!jwt.getClaim(path).isMissing()) {
            return jwt.getClaim(path).as(Object.class);
        }
        int dot = path.indexOf('.');
        Object outer = dot < 0 ? null : jwt.getClaim(path.substring(0, dot)).as(Object.class);
        return outer instanceof Map<?, ?> object ? object.get(path.substring(dot + 1)) : null;
    }

    /** Some issuers write a string of words, others an array of strings. Other values are ignored. */
    private static Set<String> words(Stream<Object> values) {
        Set<String> words = new LinkedHashSet<>();
        values.forEach(value -> {
            if (value instanceof String text) {
                words.addAll(List.of(text.split(" ")));
            } else if (value instanceof List<?> list) {
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .forEach(words::add);
            }
        });
        words.remove("");
        return Collections.unmodifiableSet(words);
    }
}
