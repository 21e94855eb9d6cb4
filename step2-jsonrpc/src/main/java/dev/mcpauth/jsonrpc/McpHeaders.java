package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The headers that repeat what the body says, so that a proxy need not read it (MCP 2026-07-28, Streamable HTTP,
 * "Request Metadata").
 *
 * @param protocolVersion {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}, as it was sent
 */
record McpHeaders(Optional<String> protocolVersion, Optional<String> method, Optional<String> name) {

    /** @throws JsonRpcException -32020 if one of them stands there twice or has characters that no header may have */
    static McpHeaders of(Context ctx) {
        return new McpHeaders(single(ctx, "MCP-Protocol-Version"), single(ctx, "Mcp-Method"), single(ctx, "Mcp-Name"));
    }

    private static Optional<String> single(Context ctx, String header) {
        // Asked for one value, the servlet API gives the first; whoever stands in front of us may go by the last.
        List<String> values = Collections.list(ctx.req().getHeaders(header));
        if (values.size() > 1) {
            throw JsonRpcException.headerMismatch(header + " stands there more than once");
        }
        Optional<String> value = values.stream().findFirst();
        if (value.isPresent() && !value.get().matches("[\\t\\x20-\\x7E]*")) {
            throw JsonRpcException.headerMismatch(header + " has characters other than visible ASCII");
        }
        return value;
    }
}
