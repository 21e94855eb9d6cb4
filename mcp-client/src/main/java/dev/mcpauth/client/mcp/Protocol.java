package dev.mcpauth.client.mcp;

/** Which era of the protocol to speak. */
public enum Protocol {
    /** The newer era, unless the server does not support it. */
    AUTO("auto"),
    MODERN(ModernWire.VERSION),
    LEGACY(LegacyWire.VERSION);

    private final String name;

    Protocol(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
