package dev.mcpauth.client.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackListenerTest {

    private CallbackListener listener;

    @BeforeEach
    void open() throws IOException {
        listener = CallbackListener.open(0);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    /** The whole response to a request with this host, method and target. */
    private String send(String method, String target, String host) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getByName("127.0.0.1"), listener.redirectUri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String own() {
        return "127.0.0.1:" + listener.redirectUri().getPort();
    }

    private Optional<URI> arrived() {
        return listener.await(Duration.ofMillis(1), Optional::empty);
    }

    @Test
    void takesOneResponse() throws IOException {
        String page = send("GET", "/callback?code=first&state=s", own());
        assertTrue(page.startsWith("HTTP/1.1 200"), page);
        assertTrue(page.contains("You can close this window"), page);
        assertFalse(page.contains("first"), page);
        assertTrue(send("GET", "/callback?code=second&state=s", own()).startsWith("HTTP/1.1 400"));
        assertEquals("code=first&state=s", arrived().orElseThrow().getRawQuery());
    }

    @Test
    void ignoresEverythingElse() throws IOException {
        assertTrue(send("GET", "/callback?code=x", "evil.example").startsWith("HTTP/1.1 403"));
        assertTrue(send("GET", "/callback/more?code=x", own()).startsWith("HTTP/1.1 404"));
        assertTrue(send("POST", "/callback?code=x", own()).startsWith("HTTP/1.1 404"));
        assertTrue(send("GET", "/favicon.ico", own()).startsWith("HTTP/1.1 404"));
        assertTrue(send("GET", "/callback", own()).startsWith("HTTP/1.1 400"));
        assertEquals(Optional.empty(), arrived());
    }

    @Test
    void takesThePastedAddressOfABrowserElsewhere() {
        String url = listener.redirectUri() + "?code=x&state=s";
        assertEquals(
                Optional.of(URI.create(url)),
                listener.await(Duration.ofMinutes(1), () -> Optional.of("  " + url + " ")));
    }

    /** 127.0.0.2 is this machine, too: a listener on all interfaces would answer there. */
    @Test
    void listensOnOneAddressOnly() throws IOException {
        try (Socket socket = new Socket()) {
            InetSocketAddress other =
                    new InetSocketAddress("127.0.0.2", listener.redirectUri().getPort());
            assertThrows(IOException.class, () -> socket.connect(other, 1000));
        }
    }

    @Test
    void saysThatAPortIsTaken() {
        assertThrows(
                IOException.class,
                () -> CallbackListener.open(listener.redirectUri().getPort()).close());
    }
}
