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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client of the official Java SDK, which knows nothing of this course, does everything that the server offers. */
class SdkClientTest {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    private static McpSyncClient client;

    @BeforeAll
    static void connect() {
        client = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://localhost:" + SERVER.port())
                        .endpoint("/mcp")
                        .build())
                .build();
        client.initialize();
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Test
    void learnsWhatTheServerIs() {
        assertEquals("2025-11-25", client.getCurrentInitializationResult().protocolVersion());
        assertEquals("mcp-auth-step-by-step", client.getServerInfo().name());
        client.ping();
    }

    @Test
    void listsToolsAndPrompts() {
        assertEquals(
                List.of("echo", "get_time"),
                client.listTools().tools().stream().map(McpSchema.Tool::name).toList());
        assertEquals(
                List.of("greeting", "help"),
                client.listPrompts().prompts().stream()
                        .map(McpSchema.Prompt::name)
                        .toList());
    }

    @Test
    void callsBothTools() {
        CallToolResult echo = client.callTool(CallToolRequest.builder("echo")
                .arguments(Map.of("message", "hi", "repeat_count", 2))
                .build());
        assertEquals(Map.of("text", "hihi"), echo.structuredContent());
        assertEquals("hihi", ((TextContent) echo.content().get(0)).text());

        CallToolResult time = client.callTool(CallToolRequest.builder("get_time")
                .arguments(Map.of("timezone", "Europe/Paris"))
                .build());
        assertTrue(((TextContent) time.content().get(0)).text().contains("Europe/Paris"));

        CallToolResult refused = client.callTool(
                CallToolRequest.builder("echo").arguments(Map.of("message", "")).build());
        assertTrue(refused.isError());
    }

    @Test
    void getsBothPrompts() {
        var greeting = client.getPrompt(GetPromptRequest.builder("greeting")
                .arguments(Map.of("name", "Alice", "style", "formal"))
                .build());
        assertTrue(((TextContent) greeting.messages().get(0).content()).text().contains("Alice"));
        var help = client.getPrompt(
                GetPromptRequest.builder("help").arguments(Map.of()).build());
        assertEquals(1, help.messages().size());
    }
}
