package dev.mcpauth.jwt.core;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A token that has passed all checks. Only {@link ClaimVerifier} creates one, so the type guarantees that its claims are verified. */
final class VerifiedToken {

    private static final List<String> SCOPE_CLAIMS = List.of("scope", "scopes", "scp");

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
                scopes(words(SCOPE_CLAIMS)),
                words(rules.rolesClaims()),
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

    /** The words of some claims. Some issuers write a string of words, others an array of strings. Other values are ignored. */
    private Set<String> words(List<String> paths) {
        Set<String> words = new LinkedHashSet<>();
        for (String path : paths) {
            Object value = claim(path).orElse(List.of());
            List<?> parts = value instanceof String text
                    ? List.of(text.split(" "))
                    : value instanceof List<?> list ? list : List.of();
            for (Object part : parts) {
                if (part instanceof String word) {
                    words.add(word);
                }
            }
        }
        words.remove("");
        return Collections.unmodifiableSet(words);
    }
}
