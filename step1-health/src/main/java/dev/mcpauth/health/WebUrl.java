package dev.mcpauth.health;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** The one rule for URLs in settings and documents: http or https, with a host, without user name and fragment. */
public final class WebUrl {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private WebUrl() {}

    /** The URL, or empty if the rule does not hold. */
    public static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean acceptable = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getPort() <= 65535
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
            return acceptable ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Whether nobody on the way can read or change what is fetched from this URL: https, or never leaves this machine. */
    public static boolean isProtected(URI url) {
        return "https".equals(url.getScheme()) || isThisMachine(url.getHost());
    }

    /** Whether a host name always means this machine. Other names may resolve to it, but that is not certain. */
    public static boolean isThisMachine(String host) {
        return THIS_MACHINE.contains(host);
    }
}
