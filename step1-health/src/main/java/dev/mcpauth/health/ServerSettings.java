package dev.mcpauth.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * Where the server listens, and how clients see it.
 *
 * @param host the address to bind
 * @param port the port to bind, never 0
 * @param publicUrl the base URL as clients see it, without a slash at the end. Every URL that the server publishes
 *     starts with it, because what a request claims about its own address (Host, X-Forwarded-…) is not to be trusted.
 */
public record ServerSettings(String host, int port, String publicUrl) {

    /**
     * Reads {@code MCP_HOST}, {@code MCP_PORT} and {@code MCP_PUBLIC_URL}. The default is to be reachable from this
     * machine alone. Port 0 stands for any free port: it is picked here, so that the public URL is known from the start.
     *
     * @throws InvalidSettingException if one of them has a bad value
     */
    public static ServerSettings from(Environment environment) {
        return from(environment, 9000);
    }

    /** The same, for a server that listens on another port unless told otherwise. */
    public static ServerSettings from(Environment environment, int defaultPort) {
        String host = environment.text("MCP_HOST").orElse("127.0.0.1");
        InetAddress address = address(host);
        int port = environment.integer("MCP_PORT", defaultPort, 0, 65535);
        if (port == 0) {
            port = freePort(host, address);
        }
        String publicUrl = environment.text("MCP_PUBLIC_URL").orElse("http://localhost:" + port);
        if (!isBaseUrl(publicUrl)) {
            throw new InvalidSettingException(
                    "MCP_PUBLIC_URL", publicUrl, "an http or https URL without a query or a slash at the end");
        }
        return new ServerSettings(host, port, publicUrl);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw notAnAddress(host);
        }
    }

    private static int freePort(String host, InetAddress address) {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException cannotBind) {
            throw notAnAddress(host);
        }
    }

    private static InvalidSettingException notAnAddress(String host) {
        return new InvalidSettingException("MCP_HOST", host, "an address of this machine");
    }

    private static boolean isBaseUrl(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() <= 65535
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && !text.endsWith("/");
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
