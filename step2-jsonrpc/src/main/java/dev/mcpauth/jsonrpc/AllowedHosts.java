package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host names that clients may use for this server, and the web pages that may call it.
 *
 * @param hosts host names in lower case, with any port
 * @param origins further origins, compared exactly
 */
public record AllowedHosts(Set<String> hosts, Set<String> origins) {

    /** The names of this machine; containers use the last name. */
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "host.docker.internal");

    private static final String NAME = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])";
    private static final Pattern HOST = Pattern.compile(NAME + "(:[0-9]*)?");
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://" + NAME + "(:[0-9]+)?");

    /**
     * Allows this machine, the host of the public URL, and the values of {@code MCP_ALLOWED_HOSTS} and
     * {@code MCP_ALLOWED_ORIGINS}.
     *
     * @throws InvalidSettingException if a value is not a host name or an origin
     */
    public static AllowedHosts from(Environment environment, ServerSettings settings) {
        Set<String> hosts = new TreeSet<>(LOCAL);
        hosts.add(URI.create(settings.publicUrl()).getHost().toLowerCase(Locale.ROOT));
        for (String host : environment.list("MCP_ALLOWED_HOSTS")) {
            if (!host.matches(NAME)) {
                throw new InvalidSettingException("MCP_ALLOWED_HOSTS", host, "host names without scheme and port");
            }
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
        List<String> origins = environment.list("MCP_ALLOWED_ORIGINS");
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new InvalidSettingException(
                        "MCP_ALLOWED_ORIGINS", origin, "origins like https://app.example.com, without a path");
            }
        }
        return new AllowedHosts(Collections.unmodifiableSet(hosts), Set.copyOf(origins));
    }

    /** Whether a {@code Host} header names this server. The whole name is compared; the port does not matter. */
    public boolean allowsHost(String host) {
        return names(HOST.matcher(host));
    }

    /** Whether a page from this {@code Origin} may call (RFC 6454 section 7): its host is allowed, or the origin is listed. */
    public boolean allowsOrigin(String origin) {
        return origins.contains(origin) || names(ORIGIN.matcher(origin));
    }

    private boolean names(Matcher header) {
        return header.matches() && hosts.contains(header.group(1).toLowerCase(Locale.ROOT));
    }
}
