package dev.mcpauth.jwt;

import com.auth0.jwt.interfaces.DecodedJWT;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A token whose claims can be believed. Only {@link TokenVerifier} makes one, so whoever is handed one need not ask
 * whether it has been verified.
 */
public final class VerifiedToken {

    private final DecodedJWT jwt;

    VerifiedToken(DecodedJWT jwt) {
        this.jwt = jwt;
    }

    /** Who is calling, in whichever of the usual claims the issuer says it (RFC 9068 section 2.2). */
    public Caller caller() {
        String username = jwt.getClaim("preferred_username").asString();
        return new Caller(
                jwt.getSubject(),
                username == null ? jwt.getSubject() : username,
                clientId(jwt),
                words(claim("scope"), claim("scopes"), claim("scp")),
                words(claim("roles"), realmRoles()),
                jwt.getExpiresAtAsInstant());
    }

    /** RFC 9068 calls it {@code client_id}, OpenID Connect {@code azp}, Okta {@code cid}; {@code null} if the token says none. */
    static String clientId(DecodedJWT jwt) {
        return Stream.of("client_id", "azp", "cid")
                .map(name -> jwt.getClaim(name).asString())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Object claim(String name) {
        return jwt.getClaim(name).as(Object.class);
    }

    /** Keycloak's way to say roles: {@code "realm_access": {"roles": [...]}}. */
    private Object realmRoles() {
        return claim("realm_access") instanceof Map<?, ?> access ? access.get("roles") : null;
    }

    /** Some issuers write a string of words, some an array of strings; anything else says nothing. */
    private static Set<String> words(Object... values) {
        Set<String> words = new LinkedHashSet<>();
        for (Object value : values) {
            if (value instanceof String text) {
                words.addAll(List.of(text.split(" ")));
            } else if (value instanceof List<?> list) {
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .forEach(words::add);
            }
        }
        words.remove("");
        return Collections.unmodifiableSet(words);
    }
}
