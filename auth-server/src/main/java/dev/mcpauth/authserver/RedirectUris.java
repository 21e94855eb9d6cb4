package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/** Where a browser may be sent with an authorization code: only to where its client lives. */
final class RedirectUris {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private RedirectUris() {}

    /** What this server adds itself, and nobody else may have added before (RFC 9207 section 2). */
    private static final String ISS = "iss";

    /**
     * Whether a client may have this redirect URI: with https, or on the user's own machine (MCP 2026-07-28, Authorization
     * Security Considerations, "Communication Security").
     */
    static boolean isAcceptable(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.toString().equals(uri.toASCIIString()) // RFC 3986 section 2
                && !URLUtils.parseParameters(uri.getRawQuery()).containsKey(ISS)
                && ("https".equals(uri.getScheme()) || isLoopback(uri));
    }

    /**
     * Whether this is one of the client's redirect URIs: the same characters. Only a port on the user's own machine may
     * differ, because a native client gets it from the operating system each time (RFC 8252 section 7.3, RFC 9700 section
     * 4.1.3).
     */
    static boolean matchesAny(Collection<URI> registered, URI uri) {
        return registered.stream()
                .anyMatch(one -> one.toString().equals(uri.toString())
                        || isLoopback(one)
                                && isLoopback(uri)
                                && withoutPort(one).equals(withoutPort(uri)));
    }

    static boolean isLoopback(URI uri) {
        return "http".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && THIS_MACHINE.contains(uri.getHost());
    }

    /** Whether the host of a URI is this machine, by one of its usual names. */
    static boolean isThisMachine(URI uri) {
        return THIS_MACHINE.contains(uri.getHost());
    }

    private static String withoutPort(URI uri) {
        return uri.getHost() + " " + uri.getRawPath() + " " + Objects.toString(uri.getRawQuery()) + " "
                + Objects.toString(uri.getRawFragment());
    }
}
