package dev.mcpauth.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.RunningServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client of the official Java SDK uses all features of the server. */
public interface SdkClientContract {

    RunningServer server();

    /** The headers of every request. */
    default HttpRequest.Builder headers() {
        return HttpRequest.newBuilder();
    }

    private McpSyncClient connect() {
        McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://localhost:" + server().port())
                                .endpoint("/mcp")
                                .requestBuilder(headers())
                                .build())
                .build();
        client.initialize();
        return client;
    }

    @Test
    default void sdkReadsTheServerInfo() {
        try (McpSyncClient client = connect()) {
            assertEquals("2025-11-25", client.getCurrentInitializationResult().protocolVersion());
            assertEquals("mcp-auth-step-by-step", client.getServerInfo().name());
            client.ping();
        }
    }

    @Test
    default void sdkListsToolsAndPrompts() {
        try (McpSyncClient client = connect()) {
            assertEquals(
                    List.of("echo", "get_time"),
                    client.listTools().tools().stream()
                            .map(McpSchema.Tool::name)
                            .toList());
            assertEquals(
                    List.of("greeting", "help"),
                    client.listPrompts().prompts().stream()
                            .map(McpSchema.Prompt::name)
                            .toList());
        }
    }

    @Test
    default void sdkCallsBothTools() {
        try (McpSyncClient client = connect()) {
            CallToolResult echo = client.callTool(CallToolRequest.builder("echo")
                    .arguments(Map.of("message", "hi", "repeat_count", 2))
                    .build());
            assertEquals(Map.of("text", "hihi"), echo.structuredContent());
            assertEquals("hihi", ((TextContent) echo.content().get(0)).text());

            CallToolResult time = client.callTool(CallToolRequest.builder("get_time")
                    .arguments(Map.of("timezone", "Europe/Paris"))
                    .build());
            assertTrue(((TextContent) time.content().get(0)).text().contains("Europe/Paris"));

            CallToolResult refused = client.callTool(CallToolRequest.builder("echo")
                    .arguments(Map.of("message", ""))
                    .build());
            assertTrue(refused.isError());
        }
    }

    @Test
    default void sdkGetsBothPrompts() {
        try (McpSyncClient client = connect()) {
            var greeting = client.getPrompt(GetPromptRequest.builder("greeting")
                    .arguments(Map.of("name", "Alice", "style", "formal"))
                    .build());
            assertTrue(
                    ((TextContent) greeting.messages().get(0).content()).text().contains("Alice"));
            var help = client.getPrompt(
                    GetPromptRequest.builder("help").arguments(Map.of()).build());
            assertEquals(1, help.messages().size());
        }
    }
}
