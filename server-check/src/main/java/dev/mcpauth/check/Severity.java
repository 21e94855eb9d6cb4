package dev.mcpauth.check;

import java.util.Locale;

/** What a failed check means, from the least to the most severe. */
enum Severity {
    /** The server ignores a recommendation; most clients and users do not notice. */
    LOW,
    /** Some clients fail, or a rejection says less than it must. */
    MEDIUM,
    /** Clients cannot find their way, or a protection is missing that attackers look for. */
    HIGH,
    /** Attackers get in. */
    CRITICAL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
