package dev.mcpauth.jsonrpc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The revisions of MCP that this server supports, newest first. Each is named by its date. */
public enum ProtocolVersion {
    V2026_07_28("2026-07-28"),
    V2025_11_25("2025-11-25"),
    V2025_06_18("2025-06-18"),
    V2025_03_26("2025-03-26");

    /** The version that the server offers to a legacy client that asks for an unsupported version. */
    public static final ProtocolVersion LATEST_LEGACY = V2025_11_25;

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final String text;
    private final boolean modern;

    ProtocolVersion(String text) {
        this.text = text;
        this.modern = text.compareTo("2026-07-28") >= 0;
    }

    /** The version with this date, if the server supports it. */
    public static Optional<ProtocolVersion> of(String text) {
        return Arrays.stream(values())
                .filter(version -> version.text.equals(text))
                .findFirst();
    }

    /** Whether a date is that of a modern version, supported or not. Dates in this form sort as text. */
    public static boolean isModern(String text) {
        return text.compareTo(V2026_07_28.text) >= 0 && DATE.matcher(text).matches();
    }

    /**
     * Whether every request carries its metadata itself ("modern"), or an {@code initialize} handshake comes first
     * ("legacy"): MCP 2026-07-28, Versioning, "Terminology".
     */
    public boolean isModern() {
        return modern;
    }

    /** The modern versions, which {@code server/discover} lists. */
    public static List<String> modernNames() {
        return names(ProtocolVersion::isModern);
    }

    /** The legacy versions; {@code initialize} agrees on one of them. */
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
