package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Text;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * The answer to a JSON-RPC request.
 *
 * @param message the JSON-RPC response; missing if the body is something else
 */
record Reply(int status, HttpHeaders headers, JsonNode message) {

    static Reply without(int status, HttpHeaders headers) {
        return new Reply(status, headers, MissingNode.getInstance());
    }

    /** The error code, if the answer is a JSON-RPC error. */
    Optional<Integer> errorCode() {
        JsonNode code = message.path("error").path("code");
        return code.isInt() ? Optional.of(code.intValue()) : Optional.empty();
    }

    /** The member {@code data} of the error. */
    JsonNode errorData() {
        return message.path("error").path("data");
    }

    /**
     * The result.
     *
     * @throws Failure if the answer is an error, or is not JSON-RPC
     */
    JsonNode result(String method) {
        if (message.has("error")) {
            JsonNode error = message.path("error");
            throw new Failure(
                    ExitCode.ERROR,
                    "The server answered " + method + " with an error: "
                            + Text.brief(error.path("message").asText("")) + " ("
                            + error.path("code").asText("no code") + ")");
        }
        if (!message.path("result").isObject()) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "The server answered " + method + " with HTTP status " + status
                            + " and no JSON-RPC response. Is this the URL of an MCP server?");
        }
        return message.path("result");
    }
}
