package dev.mcpauth.health;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the server listens, and which URL clients use for it.
 *
 * @param host the address to bind
 * @param port the port to bind
 * @param publicUrl the base URL as clients see it, without a path: the well-known documents of a server with a path
 *     are outside that path (RFC 9728 section 3.1). Every URL that the server publishes starts with the public URL, because a
 *     request can claim any address for the server (Host, X-Forwarded-…).
 */
public record ServerSettings(String host, int port, String publicUrl) {

    private static final int DEFAULT_PORT = 9000;

    /**
     * Reads {@code MCP_HOST}, {@code MCP_PORT} and {@code MCP_PUBLIC_URL}. By default, only this machine can reach the
     * server.
     *
     * @throws InvalidSettingException if a value is not usable
     */
    public static ServerSettings from(Environment environment) {
        return from(environment, DEFAULT_PORT);
    }

    /** The same, for a server with another default port. */
    public static ServerSettings from(Environment environment, int defaultPort) {
        String host = environment.text("MCP_HOST").orElse("127.0.0.1");
        int port = environment.port("MCP_PORT", defaultPort);
        String publicUrl = environment.text("MCP_PUBLIC_URL").orElse(localUrl(port));
        if (WebUrl.parse(publicUrl)
                .filter(url -> url.getRawPath().isEmpty() && url.getRawQuery() == null)
                .isEmpty()) {
            throw new InvalidSettingException(
                    "MCP_PUBLIC_URL", publicUrl, "an http or https URL without a path, a query or a trailing slash");
        }
        ServerSettings settings = new ServerSettings(host, port, publicUrl);
        settings.address(); // with an unknown host, the server must not start
        return settings;
    }

    /** The same settings with the port that the operating system has picked for port 0. */
    ServerSettings boundTo(int actualPort) {
        boolean defaultUrl = publicUrl.equals(localUrl(port));
        return new ServerSettings(host, actualPort, defaultUrl ? localUrl(actualPort) : publicUrl);
    }

    /** Whether only programs on this machine can connect. */
    public boolean isLoopback() {
        return address().isLoopbackAddress();
    }

    InetAddress address() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new InvalidSettingException("MCP_HOST", host, "an address of this machine");
        }
    }

    private static String localUrl(int port) {
        return "http://localhost:" + port;
    }
}
