package dev.mcpauth.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.dispatch.App;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.Base64;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Any values of the headers that repeat parts of the body, and any {@code _meta}. The first three lines of an input are the
 * values of {@code MCP-Protocol-Version}, {@code Mcp-Method} and {@code Mcp-Name}; an empty line leaves the header out. The
 * rest is the body.
 */
class McpHeadersFuzzTest {

    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    private static HttpConnection connection;

    @FuzzTest(maxDuration = "10m")
    void acceptsOnlyHeadersThatMatchTheBody(byte[] input) {
        if (connection == null) {
            connection = new HttpConnection(SERVER.port());
        }
        String[] parts = new String(input, ISO_8859_1).replace("\r", "").split("\n", 4);
        if (parts.length < 4) {
            return;
        }
        byte[] body = parts[3].getBytes(ISO_8859_1);
        String head = "POST /mcp HTTP/1.1\nContent-Type: application/json\n"
                + header("MCP-Protocol-Version", parts[0])
                + header("Mcp-Method", parts[1])
                + header("Mcp-Name", parts[2]);
        HttpConnection.Response response = connection.send(head, body);
        Responses.assertNoServerError(response);
        if (response.status() >= 400 && !response.body().contains("\"jsonrpc\"")) {
            // Jetty rejects control characters in a header before the endpoint sees the request.
            assertTrue(Responses.json(response).path("error").isTextual(), response.toString());
            return;
        }
        JsonNode message = Responses.assertJsonRpc(response);
        if (message.path("result").has("resultType")) {
            assertMatches(JsonRpcRequest.of(Json.parse(body)), parts[0].strip(), parts[1].strip(), parts[2].strip());
        }
    }

    private static String header(String name, String value) {
        return value.isEmpty() ? "" : name + ": " + value + "\n";
    }

    /** Compares the headers of an accepted modern request with its body. */
    private static void assertMatches(JsonRpcRequest request, String version, String method, String name) {
        assertEquals(request.params().path("_meta").path(VERSION).textValue(), version);
        assertEquals(request.method(), method);
        if (request.method().equals("tools/call") || request.method().equals("prompts/get")) {
            String decoded = name.matches("=\\?base64\\?.*\\?=")
                    ? new String(Base64.getDecoder().decode(name.substring(9, name.length() - 2)), UTF_8)
                    : name;
            assertEquals(request.params().path("name").textValue(), decoded);
        }
    }
}
