package dev.mcpauth.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.BugDetectors;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sends requests to a server on this machine byte by byte, over one connection while the server keeps the connection open. */
public final class HttpConnection {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1");

    /** @param headers with names in lower case */
    public record Response(int status, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final int port;
    private Socket socket;

    public HttpConnection(int port) {
        this.port = port;
    }

    /** Jazzer reports each connection as a finding unless the test allows it for the current input. */
    @SuppressWarnings("resource")
    public static void allowThisMachineOnly() {
        BugDetectors.allowNetworkConnections((host, ignoredPort) -> THIS_MACHINE.contains(host));
    }

    /**
     * Sends a request and waits for the response. A server that needs more than ten seconds fails the test.
     *
     * @param head the request line and the headers, with {@code \n} after each line
     */
    public Response send(String head, byte[] body) {
        String lines = head + "Host: localhost:" + port + "\nContent-Length: " + body.length + "\n\n";
        try {
            return exchange(lines, body);
        } catch (IOException closed) {
            // The server may have closed an idle connection: the second connection is new.
            close();
            try {
                return exchange(lines, body);
            } catch (IOException e) {
                throw new UncheckedIOException("no response to " + head, e);
            }
        }
    }

    private Response exchange(String head, byte[] body) throws IOException {
        if (socket == null) {
            allowThisMachineOnly();
            socket = new Socket("localhost", port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.replace("\n", "\r\n").getBytes(ISO_8859_1));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        Response response = read(socket.getInputStream());
        if (response.header("connection").equalsIgnoreCase("close")) {
            close();
        }
        return response;
    }

    private static Response read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] nameAndValue = line.split(": ?", 2);
            headers.merge(nameAndValue[0].toLowerCase(Locale.ROOT), nameAndValue[1], (a, b) -> a + ", " + b);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (headers.containsKey("transfer-encoding")) {
            throw new AssertionError("the response has no length: " + headers);
        }
        return new Response(status, headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    private void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException ignored) {
            // The connection is of no use anyway.
        }
        socket = null;
    }
}
