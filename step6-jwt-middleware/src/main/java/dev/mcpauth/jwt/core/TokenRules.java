package dev.mcpauth.jwt.core;

import java.util.List;
import java.util.Set;

/**
 * Which tokens a server accepts. Issuer and audience have no default (RFC 8725 sections 3.8, 3.9).
 *
 * @param issuer the only accepted {@code iss}, compared as a string
 * @param audience the value that {@code aud} must contain: this server
 * @param algorithm the only accepted {@code alg}: {@code RS256}, {@code RS384} or {@code RS512}
 * @param clientIds the allowlist of clients, or empty to accept every client of the issuer
 * @param rolesClaims where the issuer puts the roles of a user; a dot leads into an object
 */
public record TokenRules(
        String issuer, String audience, String algorithm, Set<String> clientIds, List<String> rolesClaims) {

    /** {@code realm_access.roles} is the claim of Keycloak. */
    private static final List<String> ROLES_CLAIMS = List.of("roles", "realm_access.roles");

    public TokenRules {
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException("issuer and audience must not be blank");
        }
        if (!Set.of("RS256", "RS384", "RS512").contains(algorithm)) {
            throw new IllegalArgumentException("the algorithm must be RS256, RS384 or RS512, not " + algorithm);
        }
        clientIds = Set.copyOf(clientIds);
        rolesClaims = List.copyOf(rolesClaims);
    }

    /** Tokens of this issuer for this audience: signed with RS256, for any client. */
    public static TokenRules of(String issuer, String audience) {
        return new TokenRules(issuer, audience, "RS256", Set.of(), ROLES_CLAIMS);
    }

    public TokenRules withAlgorithm(String other) {
        return new TokenRules(issuer, audience, other, clientIds, rolesClaims);
    }

    public TokenRules withClientIds(Set<String> allowlist) {
        return new TokenRules(issuer, audience, algorithm, allowlist, rolesClaims);
    }

    public TokenRules withRolesClaims(List<String> claims) {
        return new TokenRules(issuer, audience, algorithm, clientIds, claims);
    }
}
