package dev.mcpauth.jwt.core;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A token that has passed all checks. Only {@link ClaimVerifier} creates one, so the type guarantees that its claims are verified. */
final class VerifiedToken {

    private final TokenContent content;
    private final TokenRules rules;

    VerifiedToken(TokenContent content, TokenRules rules) {
        this.content = content;
        this.rules = rules;
    }

    /**
     * The caller. The user name is {@code preferred_username} (OpenID Connect Core, section 5.1). Scopes are in {@code scope} (RFC
     * 9068 section 2.2.3), {@code scopes} or {@code scp}, depending on the issuer; a token may have several of these claims. Roles
     * are in the {@linkplain TokenRules#rolesClaims claims of the rules}.
     */
    Caller caller() {
        String subject = content.text("sub").orElseThrow();
        return new Caller(
                subject,
                content.text("preferred_username").orElse(subject),
                content.clientId(),
                scopes(words(Stream.of("scope", "scopes", "scp").map(this::claim))),
                words(rules.rolesClaims().stream().map(this::claim)),
                content.expiresAt().orElseThrow());
    }

    /** The names of the scopes as this server knows them. */
    private Set<String> scopes(Set<String> words) {
        String prefix = rules.scopePrefix();
        if (prefix.isEmpty()) {
            return words;
        }
        return words.stream()
                .map(word -> word.startsWith(prefix) ? word.substring(prefix.length()) : word)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The value of a claim, or of a member in it: {@code realm_access.roles}. A claim whose name has dots comes first. */
    private Optional<Object> claim(String path) {
        Map<String, Object> claims = content.claims();
        int dot = path.indexOf('.');
        if (dot < 0 || claims.containsKey(path)) {
            return Optional.ofNullable(claims.get(path));
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> object
                ? Optional.ofNullable(object.get(path.substring(dot + 1)))
                : Optional.empty();
    }

    /** Some issuers write a string of words, others an array of strings. Other values are ignored. */
    private static Set<String> words(Stream<Optional<Object>> values) {
        Set<String> words = new LinkedHashSet<>();
        values.flatMap(Optional::stream).forEach(value -> {
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
