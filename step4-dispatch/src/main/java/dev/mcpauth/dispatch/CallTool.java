package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code tools/call} (MCP 2026-07-28, Tools, "Calling Tools"). Errors that the model can fix are returned as a tool result with
 * {@code isError}; errors in the request itself are JSON-RPC errors ("Error Handling").
 */
public final class CallTool implements JsonRpcHandler {

    /** A tool with its schema, which is compiled once at the start. */
    private record Ready(Tool tool, ArgumentValidator validator, HeaderParameters headers) {
        Ready(Tool tool) {
            this(
                    tool,
                    new ArgumentValidator(tool.definition().inputSchema()),
                    new HeaderParameters(tool.definition().inputSchema()));
        }
    }

    private final Map<String, Ready> tools;

    public CallTool(List<Tool> tools) {
        this.tools = tools.stream()
                .collect(Collectors.toUnmodifiableMap(tool -> tool.definition().name(), Ready::new));
    }

    /**
     * @throws JsonRpcException -32602 if the tool does not exist, or the arguments are not an object; -32020 if a header differs
     *     from the argument that it repeats
     */
    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        String name = request.requiredText("name");
        Ready ready = tools.get(name);
        if (ready == null) {
            throw JsonRpcException.invalidParams("unknown tool " + JsonRpcException.quote(name));
        }
        ObjectNode arguments = request.object("arguments");
        ready.headers().check(arguments, exchange);
        List<String> violations = ready.validator().violations(arguments);
        return Result.of(
                violations.isEmpty()
                        ? ready.tool().function().call(arguments, exchange)
                        : CallToolResult.error("Invalid arguments: " + String.join("; ", violations)));
    }
}
