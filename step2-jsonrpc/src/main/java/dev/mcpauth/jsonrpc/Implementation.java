package dev.mcpauth.jsonrpc;

/** What a client or a server says about itself, for display only (MCP 2026-07-28, schema, "Implementation"). */
record Implementation(String name, String title, String version) {

    /** The server of this course. */
    static final Implementation COURSE = new Implementation("mcp-auth-step-by-step", "MCP Auth, Step by Step", "1.0.0");
}
