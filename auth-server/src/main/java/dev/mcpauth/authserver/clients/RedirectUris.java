package dev.mcpauth.authserver.clients;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/** The redirect URIs that a client may register, and how a request's redirect URI is compared with them. */
public final class RedirectUris {

    /** The longest redirect URI, in characters. */
    static final int MAX_LENGTH = 2048;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** A parameter that this server adds to the redirect URI, so the client must not (RFC 9207 section 2). */
    private static final String ISS = "iss";

    private RedirectUris() {}

    /**
     * Whether a client may register this redirect URI: an https URL, or an http URL of the user's own machine (MCP
     * 2026-07-28, Authorization Security Considerations, "Communication Security").
     */
    public static boolean isAcceptable(URI uri) {
        return uri.getHost() != null
                && uri.getPort() <= 65535
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.toString().length() <= MAX_LENGTH
                && uri.toString().equals(uri.toASCIIString()) // RFC 3986 section 2
                && !URLUtils.parseParameters(uri.getRawQuery()).containsKey(ISS)
                && ("https".equals(uri.getScheme()) || isLoopback(uri));
    }

    /**
     * Whether a redirect URI is registered: character for character. Only the port of a loopback URI may differ, because the
     * operating system picks a new one for each sign-in of a native client (RFC 8252 section 7.3, RFC 9700 section 4.1.3).
     */
    public static boolean matchesAny(Collection<String> registered, URI uri) {
        return registered.stream()
                .anyMatch(one -> one.equals(uri.toString()) || differInPortOnly(URI.create(one), uri));
    }

    private static boolean differInPortOnly(URI registered, URI uri) {
        return isLoopback(registered)
                && isLoopback(uri)
                && withoutPort(registered).equals(withoutPort(uri));
    }

    /** Whether this is an http URL of the user's own machine. */
    public static boolean isLoopback(URI uri) {
        return "http".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && LOOPBACK.contains(uri.getHost());
    }

    /**
     * Whether a redirect URI leads to this server. A code that comes back here would reach a page that expects the response of
     * another provider.
     */
    public static boolean isOn(String issuer, URI uri) {
        URI server = URI.create(issuer);
        boolean sameHost = server.getHost().equalsIgnoreCase(uri.getHost())
                || LOOPBACK.contains(server.getHost()) && LOOPBACK.contains(uri.getHost());
        return sameHost && port(server) == port(uri);
    }

    private static int port(URI uri) {
        return uri.getPort() != -1 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static String withoutPort(URI uri) {
        return uri.getHost() + " " + uri.getRawPath() + " " + Objects.toString(uri.getRawQuery()) + " "
                + Objects.toString(uri.getRawFragment());
    }
}
