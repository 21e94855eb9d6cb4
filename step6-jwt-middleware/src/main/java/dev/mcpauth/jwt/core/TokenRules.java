package dev.mcpauth.jwt.core;

import java.util.List;
import java.util.Set;

/**
 * Which tokens a server accepts. Issuer and audience have no default (RFC 8725 sections 3.8, 3.9).
 *
 * @param issuer the only accepted {@code iss}, compared as a string
 * @param audience the value that {@code aud} must contain: this server
 * @param algorithm the only accepted {@code alg}, one of {@link #ALGORITHMS}
 * @param clientIds the allowlist of clients, or empty to accept every client of the issuer
 * @param rolesClaims where the issuer puts the roles of a user; a dot leads into an object
 * @param scopePrefix what the issuer puts in front of the names of this server's scopes, or nothing
 * @throws IllegalArgumentException if the issuer or the audience is blank, or the algorithm is not one of these
 */
public record TokenRules(
        String issuer,
        String audience,
        String algorithm,
        Set<String> clientIds,
        List<String> rolesClaims,
        String scopePrefix) {

    /** The algorithms that a verifier can be told to accept. */
    public static final List<String> ALGORITHMS = List.of("RS256", "RS384", "RS512", "ES256");

    /** {@code realm_access.roles} is the claim of Keycloak. */
    private static final List<String> ROLES_CLAIMS = List.of("roles", "realm_access.roles");

    public TokenRules {
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException("issuer and audience must not be blank");
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException("the algorithm must be one of " + ALGORITHMS + ", not " + algorithm);
        }
        clientIds = Set.copyOf(clientIds);
        rolesClaims = List.copyOf(rolesClaims);
    }

    /** Tokens of this issuer for this audience: signed with RS256, for any client. */
    public static TokenRules of(String issuer, String audience) {
        return new TokenRules(issuer, audience, "RS256", Set.of(), ROLES_CLAIMS, "");
    }

    /** The same rules for another issuer of the same kind. */
    public TokenRules withIssuer(String other) {
        return new TokenRules(other, audience, algorithm, clientIds, rolesClaims, scopePrefix);
    }

    public TokenRules withAlgorithm(String other) {
        return new TokenRules(issuer, audience, other, clientIds, rolesClaims, scopePrefix);
    }

    public TokenRules withClientIds(Set<String> allowlist) {
        return new TokenRules(issuer, audience, algorithm, allowlist, rolesClaims, scopePrefix);
    }

    public TokenRules withRolesClaims(List<String> claims) {
        return new TokenRules(issuer, audience, algorithm, clientIds, claims, scopePrefix);
    }

    public TokenRules withScopePrefix(String prefix) {
        return new TokenRules(issuer, audience, algorithm, clientIds, rolesClaims, prefix);
    }
}
