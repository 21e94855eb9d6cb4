package dev.mcpauth.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;

/** HTTP as text over a plain socket, for requests that HTTP clients refuse to send. */
public final class Wire {

    private static final int TIMEOUT_MILLIS = 20_000;

    private Wire() {}

    /** A response; a header that is sent twice is in the list twice. */
    public record Answer(int status, List<String> headers, String body) {}

    /**
     * Sends a request in the form in which HTTP writes it: the lines of the head, a blank line, the body. Line ends of the head
     * become CRLF. A missing {@code Connection: close} is added, and {@code Content-Length} if the body needs it.
     */
    public static Answer send(int port, String request) {
        int blank = request.indexOf("\n\n");
        String head = blank < 0 ? request.stripTrailing() : request.substring(0, blank);
        byte[] body = (blank < 0 ? "" : request.substring(blank + 2)).getBytes(UTF_8);
        boolean declared = head.contains("Content-Length:") || head.contains("Transfer-Encoding:");
        String length = declared || body.length == 0 ? "" : "Content-Length: " + body.length + "\n";
        String close = head.contains("Connection:") ? "" : "Connection: close\n";
        return send(port, head + "\n" + length + close + "\n", body, true);
    }

    /** Sends a head and a body, and then, unless {@code whole}, closes this side of the connection. */
    public static Answer send(int port, String head, byte[] body, boolean whole) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            if (!whole) {
                socket.shutdownOutput();
            }
            return parse(new String(socket.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer parse(String response) {
        int blank = response.indexOf("\r\n\r\n");
        if (blank < 0) {
            throw new AssertionError("not an HTTP response: \"" + response + "\"");
        }
        List<String> head = List.of(response.substring(0, blank).split("\r\n"));
        int status = Integer.parseInt(head.get(0).split(" ")[1]);
        return new Answer(status, head.subList(1, head.size()), response.substring(blank + 4));
    }
}
