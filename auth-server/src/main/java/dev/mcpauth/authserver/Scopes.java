package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;

/** What a user can let a client do. */
final class Scopes {

    static final Scope SUPPORTED = new Scope("mcp:read", "mcp:tools", "mcp:prompts");

    /** For a client that does not say what it wants (RFC 6749 section 3.3). */
    private static final Scope LEAST = new Scope("mcp:read");

    private Scopes() {}

    /**
     * What a client can be given of what it asks for. It may ask for more than this server knows, as some do for
     * {@code offline_access}, and is told in the answer what it got.
     *
     * @param requested {@code null} if the client does not say
     * @throws GeneralException {@code invalid_scope} if nothing is left of it
     */
    static Scope available(Scope requested) throws GeneralException {
        if (requested == null || requested.isEmpty()) {
            return LEAST;
        }
        Scope available = new Scope();
        SUPPORTED.stream().filter(requested::contains).forEach(available::add);
        if (available.isEmpty()) {
            throw Messages.refusal(OAuth2Error.INVALID_SCOPE, "This server knows only the scopes " + SUPPORTED);
        }
        return available;
    }

    /** A scope in the words of the page that asks the user. */
    static String sentence(String scope) {
        return switch (scope) {
            case "mcp:read" -> "See which tools and prompts there are";
            case "mcp:tools" -> "Run tools in your name";
            case "mcp:prompts" -> "Use the prompts";
            default -> throw new IllegalArgumentException(scope);
        };
    }
}
