package dev.mcpauth.authserver.clients;

import dev.mcpauth.authserver.shared.UnavailableException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Fetches a document with https from a server that an attacker may have chosen. It connects only to addresses that it has
 * checked, follows no redirect, limits time, size and the number of simultaneous fetches, and closes each connection. The
 * HTTP client of the JDK cannot guarantee this: it resolves the host name again, limits no headers, and keeps connections open.
 */
final class DocumentFetcher {

    static final Duration TIMEOUT = Duration.ofSeconds(3);
    static final int MAX_BODY = 5 * 1024; // Client ID Metadata Document, draft 00, section 6.6
    static final int MAX_IN_FLIGHT = 8;
    static final int MAX_IN_FLIGHT_PER_HOST = 2;

    private static final int MAX_HEAD = 8 * 1024;
    private static final int MAX_HEADERS = 64;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** A response with status 200. */
    record Document(HttpHeaders headers, byte[] body) {}

    private final Predicate<InetAddress> allowed;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "metadata-document");
        thread.setDaemon(true);
        return thread;
    });

    /** @param allowed the addresses to connect to */
    DocumentFetcher(Predicate<InetAddress> allowed) {
        this.allowed = allowed;
    }

    /**
     * Waits for the document, but never for a free place.
     *
     * @throws UnavailableException if too many fetches are in flight
     * @throws IOException if there is no such document, or it exceeds a limit
     */
    Document fetch(URI url) throws IOException, UnavailableException {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        enter(host);
        Exchange exchange = new Exchange(url);
        Future<Document> response = threads.submit(() -> {
            try {
                return exchange.run();
            } finally {
                leave(host);
            }
        });
        try {
            return response.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("timeout");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } finally {
            exchange.abort();
        }
    }

    private synchronized void enter(String host) throws UnavailableException {
        int all = inFlight.values().stream().mapToInt(Integer::intValue).sum();
        int ofHost = inFlight.getOrDefault(host, 0);
        if (all >= MAX_IN_FLIGHT || ofHost >= MAX_IN_FLIGHT_PER_HOST) {
            throw tooManyFetches();
        }
        inFlight.put(host, ofHost + 1);
    }

    static UnavailableException tooManyFetches() {
        return UnavailableException.serverIsFull(
                "The server is fetching too many client metadata documents", RETRY_AFTER);
    }

    private synchronized void leave(String host) {
        inFlight.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    }

    /** One request and its response, on a connection of its own. */
    private final class Exchange {

        private final URI url;
        private final String host;
        private final int port;
        private Socket connection;
        private boolean aborted;

        Exchange(URI url) {
            this.url = url;
            this.host = url.getHost().startsWith("[")
                    ? url.getHost().substring(1, url.getHost().length() - 1)
                    : url.getHost();
            this.port = url.getPort() == -1 ? 443 : url.getPort();
        }

        /** Ends the exchange, whatever it is waiting for (except the name server). */
        synchronized void abort() throws IOException {
            aborted = true;
            if (connection != null) {
                connection.close();
            }
        }

        private synchronized Socket newConnection() throws IOException {
            if (aborted) {
                throw new IOException("aborted");
            }
            connection = new Socket();
            return connection;
        }

        Document run() throws IOException, NoSuchAlgorithmException {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                if (!allowed.test(address)) {
                    throw new IOException("the address is not allowed");
                }
            }
            try (Socket plain = connect(addresses);
                    SSLSocket tls = (SSLSocket)
                            SSLContext.getDefault().getSocketFactory().createSocket(plain, host, port, true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
                return read(new BufferedInputStream(tls.getInputStream()));
            }
        }

        private Socket connect(InetAddress[] addresses) throws IOException {
            IOException last = null;
            for (InetAddress address : addresses) {
                Socket socket = newConnection();
                try {
                    socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    last = e;
                }
            }
            throw last;
        }

        private String request() {
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            String authority = url.getHost() + (url.getPort() == -1 ? "" : ":" + url.getPort());
            return "GET " + url.getRawPath() + query + " HTTP/1.1\r\nHost: " + authority
                    + "\r\nAccept: application/json\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
        }
    }

    /** RFC 9112 sections 4 to 7, as far as a client needs them that sends one GET request. */
    private static Document read(InputStream in) throws IOException {
        Head head = new Head(in);
        String status = head.line();
        while (status.startsWith("HTTP/1.1 1")) { // 103 Early Hints, for example
            head.headers();
            status = head.line();
        }
        if (!status.startsWith("HTTP/1.1 200") && !status.startsWith("HTTP/1.0 200")) {
            throw new IOException("the status is not 200");
        }
        HttpHeaders headers = head.headers();
        String encoding = headers.firstValue("Transfer-Encoding").orElse("identity");
        String length = headers.firstValue("Content-Length").orElse("");
        if (headers.firstValue("Content-Encoding").orElse("identity").equalsIgnoreCase("identity")) {
            if (encoding.equalsIgnoreCase("chunked")) {
                return new Document(headers, chunks(in));
            }
            if (encoding.equals("identity")) {
                return new Document(headers, length.isEmpty() ? rest(in) : bytes(in, number(length, 10)));
            }
        }
        throw new IOException("the encoding is not supported");
    }

    /** Reads lines, up to a limit for all of them together. */
    private static final class Head {

        private final InputStream in;
        private int length;

        Head(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c == -1 || ++length > MAX_HEAD) {
                    throw new IOException("the head is incomplete or too long");
                }
                line.append((char) c);
            }
            length++;
            boolean crlf = line.length() > 0 && line.charAt(line.length() - 1) == '\r';
            return crlf ? line.substring(0, line.length() - 1) : line.toString();
        }

        HttpHeaders headers() throws IOException {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            int count = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                String[] nameAndValue = line.split(":", 2);
                String name = nameAndValue[0].strip();
                if (nameAndValue.length < 2 || name.isEmpty() || ++count > MAX_HEADERS) {
                    throw new IOException("a header is malformed, or there are too many");
                }
                headers.computeIfAbsent(name, any -> new ArrayList<>()).add(nameAndValue[1].strip());
            }
            return HttpHeaders.of(headers, (name, value) -> true);
        }
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Head lines = new Head(in);
        for (int size = chunkSize(lines); size > 0; size = chunkSize(lines)) {
            if (body.size() + size > MAX_BODY) {
                throw tooLong();
            }
            body.writeBytes(bytes(in, size));
            lines.line();
        }
        return body.toByteArray();
    }

    private static int chunkSize(Head lines) throws IOException {
        String line = lines.line();
        int extension = line.indexOf(';');
        return number((extension == -1 ? line : line.substring(0, extension)).strip(), 16);
    }

    private static byte[] rest(InputStream in) throws IOException {
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw tooLong();
        }
        return body;
    }

    private static byte[] bytes(InputStream in, int length) throws IOException {
        if (length > MAX_BODY) {
            throw tooLong();
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the body is incomplete");
        }
        return body;
    }

    private static int number(String digits, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(digits, radix) & Integer.MAX_VALUE;
        } catch (NumberFormatException malformed) {
            throw new IOException("a length is malformed");
        }
    }

    private static IOException tooLong() {
        return new IOException("the body has more than " + MAX_BODY + " bytes");
    }
}
