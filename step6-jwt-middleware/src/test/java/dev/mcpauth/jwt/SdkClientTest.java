package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.dispatch.SdkClientContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SdkClientTest implements SdkClientContract {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create, Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_PUBLIC_URL", TokenFixture.ISSUER));

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public HttpRequest.Builder headers() {
        TokenFixture token = TokenFixture.valid(PAIR, Instant.now());
        return HttpRequest.newBuilder().header("Authorization", "Bearer " + token.token());
    }

    @Test
    void theSdkIsRefusedWithoutAToken() {
        try (McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://localhost:" + SERVER.port())
                                .endpoint("/mcp")
                                .build())
                .build()) {
            assertThrows(RuntimeException.class, client::initialize);
        }
    }
}
