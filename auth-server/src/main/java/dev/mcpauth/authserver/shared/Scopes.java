package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;

/** The scopes that users can grant. */
public final class Scopes {

    public static final Scope SUPPORTED = new Scope("mcp:read", "mcp:tools", "mcp:prompts");

    /** For clients that do not name any scope (RFC 6749 section 3.3). */
    public static final Scope DEFAULT = new Scope("mcp:read");

    private Scopes() {}

    /** The supported part of a scope, in a fixed order. */
    public static Scope supported(Scope scope) {
        Scope supported = new Scope();
        SUPPORTED.stream().filter(scope::contains).forEach(supported::add);
        return supported;
    }

    /**
     * The scopes that a client can get. It may ask for more, as some clients ask for {@code offline_access}; the response
     * names the granted scopes.
     *
     * @param requested {@code null} if the client does not say
     * @param unspecified the scopes for a client that does not say
     * @throws GeneralException {@code invalid_scope} if this server supports none of the requested scopes
     */
    public static Scope available(Scope requested, Scope unspecified) throws GeneralException {
        if (requested == null || requested.isEmpty()) {
            return unspecified;
        }
        Scope available = supported(requested);
        if (available.isEmpty()) {
            throw OAuthErrors.refusal(OAuth2Error.INVALID_SCOPE, "This server supports only the scopes " + SUPPORTED);
        }
        return available;
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
