package dev.mcpauth.authserver.upstream;

import dev.mcpauth.authserver.http.Parameters;
import java.net.URI;

/** A provider with which users sign in. It knows this server as one client, and nothing of the clients of this server. */
interface Upstream {

    /** The name of the provider, for the consent page. */
    String name();

    /** The URL to which the browser is sent. */
    URI authorizationRequest(Attempt attempt) throws UpstreamException;

    /**
     * Finds out who has signed in. The tokens of the provider are used for nothing else, and are forgotten.
     *
     * @param response the parameters with which the browser has come back; their {@code state} is that of the attempt
     * @throws UpstreamException if the response, or what it leads to, is not proof of a sign-in for this attempt
     */
    Identity identify(Attempt attempt, Parameters response) throws UpstreamException;
}
