package dev.mcpauth.authserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client at another address: 127.0.0.2, which Linux has without any configuration. */
final class OtherAddress {

    private OtherAddress() {}

    /** @return the status of the response */
    static int send(int port, String head, String body) throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        InetAddress here = InetAddress.getByName("127.0.0.2");
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, here, 0)) {
            String request = head + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(UTF_8));
            String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return Integer.parseInt(response.split(" ", 3)[1]);
        }
    }
}
