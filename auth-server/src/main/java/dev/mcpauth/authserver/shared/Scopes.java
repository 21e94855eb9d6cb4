package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;

/** The scopes that users can grant. */
public final class Scopes {

    public static final Scope SUPPORTED = new Scope("mcp:read", "mcp:tools", "mcp:prompts");

    private static final Scope DEFAULT = new Scope("mcp:read");

    private Scopes() {}

    /** The supported part of a scope, in a fixed order. */
    public static Scope supported(Scope scope) {
        return intersection(scope, SUPPORTED);
    }

    /**
     * The scopes that a client can get. It may ask for more, as some clients ask for {@code offline_access}; the response
     * names the granted scopes (RFC 6749 section 3.3).
     *
     * @param requested {@code null} if the client does not say; then the least that it can get
     * @param allowed the scopes that the client is registered for
     * @throws GeneralException {@code invalid_scope} if the client can get none of the requested scopes
     */
    public static Scope available(Scope requested, Scope allowed) throws GeneralException {
        boolean unspecified = requested == null || requested.isEmpty();
        Scope available = intersection(unspecified ? DEFAULT : requested, allowed);
        if (available.isEmpty() && unspecified) {
            return allowed;
        }
        if (available.isEmpty()) {
            throw OAuthErrors.refusal(OAuth2Error.INVALID_SCOPE, "This client can get only the scopes " + allowed);
        }
        return available;
    }

    private static Scope intersection(Scope some, Scope others) {
        Scope common = new Scope();
        SUPPORTED.stream().filter(some::contains).filter(others::contains).forEach(common::add);
        return common;
    }

    /** A sentence for the consent page. */
    public static String sentence(String scope) {
        return switch (scope) {
            case "mcp:read" -> "See the available tools and prompts";
            case "mcp:tools" -> "Run tools on your behalf";
            case "mcp:prompts" -> "Use the prompts";
            default -> throw new IllegalArgumentException(scope);
        };
    }
}
