package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.dispatch.SdkClientContract;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** The client of the official Java SDK works with a token, and is rejected without one. */
public interface SdkBearerContract extends SdkClientContract {

    TokenFixture token();

    @Override
    default HttpRequest.Builder headers() {
        return HttpRequest.newBuilder().header("Authorization", "Bearer " + token().token());
    }

    @Test
    default void rejectsTheSdkWithoutAToken() {
        String url = "http://localhost:" + server().port();
        try (McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(url)
                        .endpoint("/mcp")
                        .build())
                .build()) {
            assertThrows(RuntimeException.class, client::initialize);
        }
    }
}
