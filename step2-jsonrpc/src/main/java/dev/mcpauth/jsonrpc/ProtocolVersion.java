package dev.mcpauth.jsonrpc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The revisions of MCP that this server speaks, newest first. A revision is named by its date. */
public enum ProtocolVersion {
    V2026_07_28("2026-07-28"),
    V2025_11_25("2025-11-25"),
    V2025_06_18("2025-06-18"),
    V2025_03_26("2025-03-26");

    /** What a legacy client that asks for something else is offered. */
    public static final ProtocolVersion LATEST_LEGACY = V2025_11_25;

    private static final String FIRST_MODERN = "2026-07-28";

    private final String text;

    ProtocolVersion(String text) {
        this.text = text;
    }

    /** The version by its date, if this server speaks it. */
    public static Optional<ProtocolVersion> of(String text) {
        return Arrays.stream(values())
                .filter(version -> version.text.equals(text))
                .findFirst();
    }

    /** Whether a date stands for a modern version, known to this server or not: dates in this form sort as text. */
    public static boolean isModern(String text) {
        return text.matches("\\d{4}-\\d{2}-\\d{2}") && text.compareTo(FIRST_MODERN) >= 0;
    }

    /**
     * Whether every request carries its metadata itself ("modern"), or an {@code initialize} handshake comes first
     * ("legacy"): MCP 2026-07-28, Versioning, "Terminology".
     */
    public boolean isModern() {
        return isModern(text);
    }

    /** The modern versions, which {@code server/discover} lists. */
    public static List<String> modernNames() {
        return names(ProtocolVersion::isModern);
    }

    /** The legacy versions, one of which {@code initialize} agrees on. */
    public static List<String> legacyNames() {
        return names(version -> !version.isModern());
    }

    private static List<String> names(Predicate<ProtocolVersion> which) {
        return Arrays.stream(values())
                .filter(which)
                .map(ProtocolVersion::toString)
                .toList();
    }

    /** The date, as it is written on the wire. */
    @Override
    public String toString() {
        return text;
    }
}
