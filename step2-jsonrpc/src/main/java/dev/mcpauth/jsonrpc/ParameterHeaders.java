package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The headers that repeat arguments of a tool, so that a proxy does not have to parse the body (MCP 2026-07-28, Streamable
 * HTTP, "Custom Headers from Tool Parameters"). A tool never sees these headers; it can only have them compared with its
 * arguments.
 */
public final class ParameterHeaders {

    private final Context ctx;

    ParameterHeaders(Context ctx) {
        this.ctx = ctx;
    }

    /**
     * Compares the header {@code Mcp-Param-NAME} with an argument. If there is no argument, there must be no header.
     *
     * @throws JsonRpcException -32020 if they differ
     */
    public void mustMatch(String name, JsonNode argument) {
        String header = "Mcp-Param-" + name;
        Optional<String> value =
                McpHeaders.single(ctx, header).map(encoded -> ProtocolNegotiation.decode(header, encoded));
        boolean absent = argument.isMissingNode() || argument.isNull();
        if (absent ? value.isPresent() : value.isEmpty()) {
            throw JsonRpcException.headerMismatch(
                    header + (absent ? " repeats an argument that is not in the body" : " is missing"));
        }
        if (!absent && !isSame(value.get(), argument)) {
            throw JsonRpcException.headerMismatch(header + " differs from the argument in the body");
        }
    }

    private static boolean isSame(String text, JsonNode argument) {
        if (!argument.isNumber()) {
            return text.equals(argument.asText());
        }
        try { // 42 and 42.0 are the same number
            return text.length() <= 40 && new BigDecimal(text).compareTo(argument.decimalValue()) == 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }
}
