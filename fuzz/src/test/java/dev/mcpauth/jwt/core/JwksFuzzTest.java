package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.net.httpserver.HttpServer;
import dev.mcpauth.fuzz.HttpConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Any response of a key server, and any metadata of an issuer. */
class JwksFuzzTest {

    private static volatile byte[] document = {};
    private static HttpServer server;
    private static String issuer;

    private final JwksClient client = new JwksClient("RS256");

    @BeforeAll
    static void serve() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each response takes 40 ms
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = document;
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        issuer = "http://localhost:" + server.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @FuzzTest(maxDuration = "10m")
    void keepsOnlyUsableKeys(byte[] keySet) throws Exception {
        HttpConnection.allowThisMachineOnly();
        document = keySet;
        try {
            for (RemoteKeys.Key key : client.fetch(URI.create(issuer + "/jwks"))) {
                assertTrue(key.publicKey().getModulus().bitLength() >= 2048);
            }
        } catch (IOException rejected) {
            assertTrue(rejected.getMessage() != null);
        }
    }
}
