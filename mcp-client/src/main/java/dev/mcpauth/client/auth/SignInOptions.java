package dev.mcpauth.client.auth;

import java.util.Set;

/**
 * How to sign in.
 *
 * @param client how this client is known
 * @param scopes the scopes to ask for; if empty, the server says them
 * @param device whether the browser is on another device
 * @param callbackPort the port of the redirect URI; 0 for any
 */
public record SignInOptions(
        ClientOptions client, Set<String> scopes, boolean device, int callbackPort, Overrides overrides) {

    public static final SignInOptions DEFAULT =
            new SignInOptions(ClientOptions.NONE, Set.of(), false, 0, Overrides.NONE);
}
