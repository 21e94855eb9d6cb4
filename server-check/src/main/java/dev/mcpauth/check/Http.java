package dev.mcpauth.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP/1.1 with a connection for each request (RFC 9112). Unlike an HTTP client, it sends what a client must not send: a foreign
 * Host, a header twice, a path that is not normalized. It does not follow redirects.
 */
final class Http {

    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_BODY = 1024 * 1024;

    private final Duration timeout;
    private final Consumer<Exchange> log;

    /**
     * @param timeout for a request with its response
     * @param log sees every exchange
     */
    Http(Duration timeout, Consumer<Exchange> log) {
        this.timeout = timeout;
        this.log = log;
    }

    /** Sends a request. The exchange has no response if the server does not send one in time. */
    Exchange send(Request request) {
        Exchange exchange;
        try {
            exchange = new Exchange(request, exchange(request), null);
        } catch (SocketTimeoutException e) {
            exchange = new Exchange(request, null, "no response within " + timeout.toSeconds() + " s");
        } catch (IOException e) {
            exchange = new Exchange(request, null, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        log.accept(exchange);
        return exchange;
    }

    private Response exchange(Request request) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Socket socket = connect(request.url(), deadline)) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(head(request).getBytes(ISO_8859_1));
                out.write(request.body().getBytes(UTF_8));
                out.flush();
            } catch (IOException closed) {
                // The server may have rejected the request before it has read all of it.
            }
            Input in = new Input(socket, deadline);
            List<String> head = readHead(in);
            while (statusOf(head) / 100 == 1) {
                head = readHead(in);
            }
            Response withoutBody = new Response(statusOf(head), headers(head), "");
            return new Response(withoutBody.status(), withoutBody.headers(), readBody(in, request, withoutBody));
        }
    }

    /** A name may have several addresses, and the server may listen on only one of them. */
    private Socket connect(URI url, long deadline) throws IOException {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String host = url.getHost().replaceAll("^\\[|]$", "");
        IOException last = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), remaining(deadline));
                return tls ? secure(socket, host, port, deadline) : socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private static Socket secure(Socket socket, String host, int port, long deadline) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, host, port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(remaining(deadline));
        secure.startHandshake();
        return secure;
    }

    private static String head(Request request) {
        StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
        if (request.header("Host").isEmpty()) {
            head.append("Host: ").append(request.url().getRawAuthority()).append("\r\n");
        }
        request.headers().forEach(header -> head.append(header.name() + ": " + header.value() + "\r\n"));
        if (!request.body().isEmpty() || request.method().equals("POST")) {
            head.append("Content-Length: " + request.body().getBytes(UTF_8).length + "\r\n");
        }
        return head + "User-Agent: mcp-server-check\r\nConnection: close\r\n\r\n";
    }

    private static List<String> readHead(Input in) throws IOException {
        List<String> lines = new ArrayList<>();
        int size = 0;
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            lines.add(line);
            size += line.length();
            if (size > MAX_HEAD) {
                throw new IOException("the head of the response has more than " + MAX_HEAD / 1024 + " KiB");
            }
        }
        if (lines.isEmpty() || !lines.get(0).matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new IOException("the response is not HTTP/1.1");
        }
        return lines;
    }

    private static int statusOf(List<String> head) {
        return Integer.parseInt(head.get(0).substring(9, 12));
    }

    private static List<Request.Header> headers(List<String> head) {
        return head.stream()
                .skip(1)
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Request.Header(parts[0].strip(), parts[1].strip()))
                .toList();
    }

    /** At most {@link #MAX_BODY} bytes. Of an event stream: up to the JSON-RPC response, or up to the deadline. */
    private static String readBody(Input in, Request request, Response head) throws IOException {
        boolean events = head.mediaType().equals(Response.EVENT_STREAM);
        if (request.method().equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return "";
        }
        if (events && !request.method().equals("POST")) {
            return ""; // a stream without an end
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean chunked =
                head.header("Transfer-Encoding").orElse("").toLowerCase().contains("chunked");
        long length = head.header("Content-Length")
                .filter(value -> value.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
        try {
            long left = chunked ? in.chunk() : length;
            while (left > 0 && body.size() < MAX_BODY) {
                int read = in.read(body, (int) Math.min(left, 8192));
                if (read < 0) {
                    break;
                }
                if (events && EventStream.response(body.toString(UTF_8)).isPresent()) {
                    break;
                }
                left -= read;
                if (left == 0 && chunked) {
                    in.line();
                    left = in.chunk();
                }
            }
        } catch (SocketTimeoutException e) {
            if (!events) {
                throw e;
            }
        }
        return body.toString(UTF_8);
    }

    private static int remaining(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) millis;
    }

    /** The input of a socket, until a deadline. */
    private static final class Input {

        private final Socket socket;
        private final InputStream stream;
        private final long deadline;
        private final byte[] buffer = new byte[8192];
        private int at;
        private int end;

        Input(Socket socket, long deadline) throws IOException {
            this.socket = socket;
            this.stream = socket.getInputStream();
            this.deadline = deadline;
        }

        private boolean fill() throws IOException {
            if (at == end) {
                socket.setSoTimeout(remaining(deadline));
                at = 0;
                end = Math.max(0, stream.read(buffer));
            }
            return at < end;
        }

        /** Copies at least one and at most {@code limit} bytes. Returns their number, or -1 at the end. */
        int read(ByteArrayOutputStream out, int limit) throws IOException {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(limit, end - at);
            out.write(buffer, at, count);
            at += count;
            return count;
        }

        String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (line.size() <= MAX_HEAD) {
                if (!fill()) {
                    throw new IOException("the server closed the connection without a complete response");
                }
                byte next = buffer[at++];
                if (next == '\n') {
                    return line.toString(ISO_8859_1).stripTrailing();
                }
                line.write(next);
            }
            throw new IOException("the response has a line of more than " + MAX_HEAD / 1024 + " KiB");
        }

        /** The size of the next chunk. */
        long chunk() throws IOException {
            String size = line().split(";")[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new IOException("the response has a chunk without a size");
            }
            return Long.parseLong(size, 16);
        }
    }
}
