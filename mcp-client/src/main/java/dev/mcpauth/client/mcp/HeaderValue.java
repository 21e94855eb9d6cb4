package dev.mcpauth.client.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A value of the message that is repeated in an HTTP header (MCP 2026-07-28, Streamable HTTP, "Value Encoding"). */
final class HeaderValue {

    private HeaderValue() {}

    /** The value itself if it is plain ASCII, and in base64 otherwise. So no value can add another header. */
    static String encode(String value) {
        boolean plain = value.chars().allMatch(c -> c >= ' ' && c <= '~')
                && value.equals(value.strip())
                && !value.startsWith("=?base64?");
        return plain
                ? value
                : "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
