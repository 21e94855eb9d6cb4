package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients whose metadata documents never arrive do not stop the server. */
@Timeout(120)
class MetadataFloodTest extends Practice {

    private static final int CLIENTS = 200;

    /** The server of the documents accepts connections and never responds. */
    @Test
    void hangingFetchesAreLimitedAndOthersAreServed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            List<Future<HttpResponse<String>>> flood = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String id = "https://localhost:" + silent.getLocalPort() + "/client-" + i;
                flood.add(threads.submit(() -> new SignIn(new Http(Practice::base))
                        .with("client_id", id)
                        .authorize()));
            }
            int unavailable = 0;
            for (Future<HttpResponse<String>> response : flood) {
                assertEquals(200, http.get("/health").statusCode());
                if (response.get().statusCode() == 503) {
                    assertEquals(
                            "5",
                            response.get().headers().firstValue("Retry-After").orElse(""));
                    assertTrue(response.get().body().contains("temporarily_unavailable"));
                    unavailable++;
                } else {
                    assertEquals(400, response.get().statusCode());
                }
            }
            assertTrue(unavailable >= CLIENTS - 20, unavailable + " of " + CLIENTS);
        } finally {
            threads.shutdownNow();
        }
    }

    /** One fetch from each of sixteen hosts: 127.0.0.1 and its neighbors, which Linux has without any configuration. */
    @Test
    void fetchesFromManyHostsAreLimitedTogether() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (ServerSocket silent = new ServerSocket(0, 1000)) {
            List<Future<HttpResponse<String>>> flood = new ArrayList<>();
            for (int i = 1; i <= 16; i++) {
                String id = "https://127.0.0." + i + ":" + silent.getLocalPort() + "/client";
                flood.add(threads.submit(() -> new SignIn(new Http(Practice::base))
                        .with("client_id", id)
                        .authorize()));
            }
            int unavailable = 0;
            for (Future<HttpResponse<String>> response : flood) {
                unavailable += response.get().statusCode() == 503 ? 1 : 0;
            }
            assertTrue(unavailable >= 4, unavailable + " of 16");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theTokenEndpointAnswersWithAnOAuthError() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            String id = "https://localhost:" + silent.getLocalPort() + "/client-";
            List<Future<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String[] form = {"grant_type", "refresh_token", "refresh_token", "x", "client_id", id + i};
                responses.add(threads.submit(() -> new Http(Practice::base).post("/token", form)));
            }
            int unavailable = 0;
            for (Future<HttpResponse<String>> response : responses) {
                if (response.get().statusCode() == 503) {
                    assertRefused(503, "temporarily_unavailable", response.get());
                    unavailable++;
                } else {
                    assertRefused(401, "invalid_client", response.get());
                }
            }
            assertTrue(unavailable >= 4, unavailable + " of 8");
        } finally {
            threads.shutdownNow();
        }
    }
}
