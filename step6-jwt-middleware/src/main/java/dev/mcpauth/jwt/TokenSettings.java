package dev.mcpauth.jwt;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebUrl;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import dev.mcpauth.jwt.core.TokenRules;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tokens the server accepts, and where it finds the keys.
 *
 * @param jwksUrl the URL of the issuer's key set, if it is set
 * @param discovery whether to find the key set in the metadata of the issuer
 */
public record TokenSettings(TokenRules rules, Optional<URI> jwksUrl, boolean discovery) {

    /** The authorization server of this course. */
    public static final String DEFAULT_ISSUER = "http://localhost:9001";

    /**
     * Reads {@code MCP_ISSUER}, {@code MCP_AUDIENCE}, {@code MCP_JWKS_URL}, {@code MCP_CLIENT_IDS}, {@code MCP_ALGORITHM},
     * {@code MCP_ROLES_CLAIM} and {@code MCP_SCOPE_PREFIX}.
     *
     * @throws InvalidSettingException if others could change the keys on the network, or the allowlist of clients is empty
     */
    public static TokenSettings from(Environment environment, ServerSettings server) {
        String issuer = environment.text("MCP_ISSUER").orElse(DEFAULT_ISSUER);
        String audience = environment.text("MCP_AUDIENCE").orElse(server.publicUrl() + McpEndpoint.PATH);
        TokenRules rules = formats(environment, TokenRules.of(issuer, audience).withClientIds(clientIds(environment)));
        boolean localKeys = isSet(environment, "MCP_KEYS_DIR") | isSet(environment, "MCP_PUBLIC_KEY");
        boolean discovery = isSet(environment, "MCP_ISSUER") && !localKeys && !issuer.equals(server.publicUrl());
        Optional<URI> jwksUrl = environment.text("MCP_JWKS_URL").map(TokenSettings::jwksUrl);
        if (discovery
                && jwksUrl.isEmpty()
                && WebUrl.parse(issuer).filter(LimitedHttpClient::isProtected).isEmpty()) {
            String expected = "an https URL (http only on this machine), unless MCP_JWKS_URL is set";
            throw new InvalidSettingException("MCP_ISSUER", issuer, expected);
        }
        return new TokenSettings(rules, jwksUrl, discovery);
    }

    /** What differs between issuers: the algorithm, and the names of roles and scopes. */
    private static TokenRules formats(Environment environment, TokenRules rules) {
        String algorithm = environment.text("MCP_ALGORITHM").orElse(rules.algorithm());
        if (!TokenRules.ALGORITHMS.contains(algorithm)) {
            throw new InvalidSettingException(
                    "MCP_ALGORITHM", algorithm, "one of " + String.join(", ", TokenRules.ALGORITHMS));
        }
        List<String> rolesClaim =
                environment.text("MCP_ROLES_CLAIM").map(List::of).orElse(rules.rolesClaims());
        return rules.withAlgorithm(algorithm)
                .withRolesClaims(rolesClaim)
                .withScopePrefix(environment.text("MCP_SCOPE_PREFIX").orElse(""));
    }

    private static boolean isSet(Environment environment, String name) {
        return environment.text(name).isPresent();
    }

    private static Set<String> clientIds(Environment environment) {
        Set<String> ids = Set.copyOf(environment.list("MCP_CLIENT_IDS"));
        environment.text("MCP_CLIENT_IDS").filter(text -> ids.isEmpty()).ifPresent(text -> {
            throw new InvalidSettingException("MCP_CLIENT_IDS", text, "client ids, comma-separated");
        });
        return ids;
    }

    private static URI jwksUrl(String text) {
        return WebUrl.parse(text)
                .filter(LimitedHttpClient::isProtected)
                .orElseThrow(() -> new InvalidSettingException(
                        "MCP_JWKS_URL", text, "an https URL without a password (http only on this machine)"));
    }

    /** The rules for the log. */
    @Override
    public String toString() {
        return "Accepted tokens: issuer " + rules.issuer() + ", audience " + rules.audience() + ", "
                + (rules.clientIds().isEmpty() ? "any client" : "clients " + String.join(", ", rules.clientIds()));
    }
}
