package dev.mcpauth.webclient;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the web client.
 *
 * @param port the port of the page; 0 for any free port
 * @param server the MCP server, the only server that gets the token of the page
 * @param issuer the authorization server. The page calls no other server, whatever the MCP server says.
 * @param clientId the client ID of the page at this issuer; without it, the page registers itself
 */
record Settings(int port, URI server, URI issuer, Optional<String> clientId) {

    private static final int DEFAULT_PORT = 9002;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads {@code MCP_PORT}, {@code MCP_SERVER}, {@code MCP_ISSUER} and {@code MCP_CLIENT_ID}.
     *
     * @throws IllegalArgumentException with a message that names the variable, if a value is not usable
     */
    static Settings from(Map<String, String> environment) {
        return new Settings(
                port(text(environment, "MCP_PORT").orElse(String.valueOf(DEFAULT_PORT))),
                url(environment, "MCP_SERVER", "http://localhost:9000/mcp"),
                url(environment, "MCP_ISSUER", "http://localhost:9001"),
                text(environment, "MCP_CLIENT_ID").map(Settings::clientId));
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static int port(String value) {
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535) {
            return Integer.parseInt(value);
        }
        throw wrong("MCP_PORT", value, "a whole number from 0 to 65535");
    }

    private static URI url(Map<String, String> environment, String name, String fallback) {
        String value = text(environment, name).orElse(fallback);
        try {
            URI url = URI.create(value);
            boolean safe = "https".equals(url.getScheme())
                    || "http".equals(url.getScheme()) && THIS_MACHINE.contains(String.valueOf(url.getHost()));
            if (safe && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException notAUrl) {
            // The same message as for a URL that is not usable
        }
        throw wrong(name, value, "an https URL, or an http URL on this machine");
    }

    /** The characters of a client ID (RFC 6749 appendix A.1), without those that JSON would have to escape. */
    private static String clientId(String value) {
        if (value.matches("[ -~&&[^\"\\\\]]+")) {
            return value;
        }
        throw wrong("MCP_CLIENT_ID", value, "printable ASCII without quotes and backslashes");
    }

    private static IllegalArgumentException wrong(String name, String value, String expected) {
        return new IllegalArgumentException(name + " must be " + expected + ", not \"" + value + "\"");
    }
}
