package dev.mcpauth.elicitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client of the official Java SDK answers a question. */
class SdkClientTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create, TokenFixture.settings(KEYS));

    @Test
    void sdkAnswersAQuestion() {
        List<String> questions = new CopyOnWriteArrayList<>();
        TokenFixture admin = TokenFixture.valid(PAIR, Instant.now()).with("roles", List.of("admin"));
        try (McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(
                                "http://localhost:" + SERVER.port())
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + admin.token()))
                        .build())
                .capabilities(
                        McpSchema.ClientCapabilities.builder().elicitation().build())
                .elicitation(request -> {
                    questions.add(request.message());
                    return new McpSchema.ElicitResult(McpSchema.ElicitResult.Action.ACCEPT, Map.of("share", true));
                })
                .build()) {
            client.initialize();
            McpSchema.CallToolResult result =
                    client.callTool(new McpSchema.CallToolRequest("share_audit_log", Map.of("with", "bob"), Map.of()));
            assertFalse(Boolean.TRUE.equals(result.isError()), result::toString);
        }
        assertEquals(1, questions.size());
    }
}
