package dev.mcpauth.jsonrpc;

import java.util.Map;

/**
 * What a server says about itself.
 *
 * @param serverInfo its name and version, for display only
 * @param capabilities the optional parts of MCP that it has
 * @param instructions what a model should know before it uses the server
 */
public record ServerDescription(Implementation serverInfo, Map<String, Object> capabilities, String instructions) {

    /** The MCP term for a client or a server. */
    public record Implementation(String name, String title, String version) {

        static final Implementation COURSE =
                new Implementation("mcp-auth-step-by-step", "MCP Auth, Step by Step", "1.0.0");
    }

    /** The server of this course, with the capabilities that it has so far. */
    static ServerDescription withCapabilities(Map<String, Object> capabilities) {
        return new ServerDescription(
                Implementation.COURSE, capabilities, "A server to learn from how MCP servers are secured.");
    }
}
