package dev.mcpauth.health;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Parses the URLs in settings and documents: http or https, with a host, without user name and fragment. */
public final class WebUrl {

    private WebUrl() {}

    /** A value for the log, without secrets: a URL can contain a password before {@code @}, and a secret in its query. */
    static String hideSecrets(String value) {
        return value.contains("@") ? "…" : value.replaceFirst("(?s)\\?.*", "?…");
    }

    /** The URL, or empty if the text is not such a URL. */
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
}
