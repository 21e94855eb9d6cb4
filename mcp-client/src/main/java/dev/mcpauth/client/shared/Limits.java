package dev.mcpauth.client.shared;

import java.time.Duration;

/**
 * What a server may cost its client.
 *
 * @param time from the start of an OAuth request to the last byte of its response
 * @param document the longest response of an authorization server, in bytes
 * @param message the longest message of an MCP server, in bytes
 */
public record Limits(Duration time, int document, int message) {

    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 64 * 1024, 16 * 1024 * 1024);

    /** A number of bytes in words. */
    public static String words(int bytes) {
        return bytes % (1024 * 1024) == 0 ? bytes / (1024 * 1024) + " MiB" : bytes / 1024 + " KiB";
    }
}
