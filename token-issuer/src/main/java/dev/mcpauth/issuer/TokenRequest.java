package dev.mcpauth.issuer;

import java.time.Duration;
import java.util.List;

/**
 * The contents of a token to issue.
 *
 * @param lifetime from now on; negative for a token that is already expired
 */
public record TokenRequest(
        String username, List<String> scopes, List<String> roles, String clientId, Duration lifetime) {

    public static final String TEST_CLIENT = "mcp-test-client";

    /** The syntax of one scope (RFC 6749 section 3.3). */
    private static final String SCOPE = "[\\x21\\x23-\\x5B\\x5D-\\x7E]+";

    public TokenRequest {
        if (username.isBlank()) {
            throw new IllegalArgumentException("the user name must not be blank");
        }
        for (String scope : scopes) {
            if (!scope.matches(SCOPE)) {
                throw new IllegalArgumentException("\"" + scope + "\" is not a valid scope (RFC 6749 section 3.3)");
            }
        }
        scopes = List.copyOf(scopes);
        roles = List.copyOf(roles);
    }
}
