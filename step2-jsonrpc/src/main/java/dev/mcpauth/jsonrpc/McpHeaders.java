package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The headers that repeat parts of the body, so that a proxy does not have to parse it (MCP 2026-07-28, Streamable HTTP,
 * "Request Metadata").
 *
 * @param protocolVersion {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}, still encoded
 */
record McpHeaders(Optional<String> protocolVersion, Optional<String> method, Optional<String> name) {

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\t\\x20-\\x7E]*");

    /** @throws JsonRpcException -32020 if a header is repeated, or has characters other than visible ASCII */
    static McpHeaders of(Context ctx) {
        return new McpHeaders(single(ctx, "MCP-Protocol-Version"), single(ctx, "Mcp-Method"), single(ctx, "Mcp-Name"));
    }

    /** @throws JsonRpcException -32020 if the header is repeated, or has characters other than visible ASCII */
    static Optional<String> single(Context ctx, String header) {
        // For a repeated header, the servlet API returns the first value, but a proxy may use the last.
        List<String> values = Collections.list(ctx.req().getHeaders(header));
        if (values.size() > 1) {
            throw JsonRpcException.headerMismatch("duplicate " + header + " header");
        }
        Optional<String> value = values.stream().findFirst();
        if (value.isPresent() && !VISIBLE_ASCII.matcher(value.get()).matches()) {
            throw JsonRpcException.headerMismatch(header + " has characters other than visible ASCII");
        }
        return value;
    }
}
