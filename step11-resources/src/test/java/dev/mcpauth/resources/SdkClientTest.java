package dev.mcpauth.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteReference;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client of the official Java SDK reads resources and completes arguments. */
@Timeout(60)
class SdkClientTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create, TokenFixture.settings(KEYS));

    private static McpSyncClient connect(String role) {
        String token = TokenFixture.valid(PAIR, Instant.now())
                .with("scope", "mcp:read mcp:tools mcp:prompts")
                .with("roles", List.of(role))
                .token();
        McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://localhost:" + SERVER.port())
                                .endpoint("/mcp")
                                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token))
                                .build())
                .build();
        client.initialize();
        return client;
    }

    private static String read(McpSyncClient client, String uri) {
        return ((TextResourceContents)
                        client.readResource(ReadResourceRequest.builder(uri).build())
                                .contents()
                                .get(0))
                .text();
    }

    private static List<String> complete(McpSyncClient client, CompleteReference reference, String name, String value) {
        return client.completeCompletion(CompleteRequest.builder(reference, new CompleteArgument(name, value))
                        .build())
                .completion()
                .values();
    }

    @Test
    void sdkListsAndReadsResources() {
        try (McpSyncClient client = connect("admin")) {
            assertEquals(
                    List.of("audit://decisions"),
                    client.listResources().resources().stream()
                            .map(McpSchema.Resource::uri)
                            .toList());
            assertEquals(
                    List.of("greeting://{name}"),
                    client.listResourceTemplates().resourceTemplates().stream()
                            .map(McpSchema.ResourceTemplate::uriTemplate)
                            .toList());
            assertEquals("Hello, Ada Lovelace!", read(client, "greeting://Ada%20Lovelace"));
            assertEquals("{\"decisions\":[", read(client, "audit://decisions").substring(0, 14));
        }
    }

    @Test
    void sdkSeesThatAResourceDoesNotExist() {
        try (McpSyncClient client = connect("user")) {
            McpError error = assertThrows(McpError.class, () -> read(client, "greeting://a%2Fb"));
            assertEquals(-32002, error.getJsonRpcError().code());
            assertEquals(
                    Map.of("uri", "greeting://a%2Fb"), error.getJsonRpcError().data());
        }
    }

    @Test
    void sdkIsRejectedWhereTheRoleIsMissing() {
        try (McpSyncClient client = connect("user")) {
            assertEquals(List.of(), client.listResources().resources());
            assertThrows(RuntimeException.class, () -> read(client, "audit://decisions"));
        }
    }

    @Test
    void sdkCompletesArguments() {
        try (McpSyncClient client = connect("admin")) {
            assertEquals(
                    List.of("friendly", "formal"),
                    complete(client, PromptReference.builder("greet_user").build(), "style", "f"));
            assertEquals(List.of("bob"), complete(client, new ResourceReference("greeting://{name}"), "name", "b"));
        }
    }

    @Test
    void sdkCallsTheNewTool() {
        try (McpSyncClient client = connect("user")) {
            assertEquals(
                    Map.of("result", 3),
                    client.callTool(CallToolRequest.builder("add")
                                    .arguments(Map.of("a", 1, "b", 2))
                                    .build())
                            .structuredContent());
        }
    }
}
