import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Measures what idle listeners cost a server of step 10: {@code java Listeners.java <jar> <keys> <tokens> <listeners>}. It starts
 * the server on a free port, opens the streams, compares memory and threads, and then stops the server with SIGTERM. Linux only.
 */
final class Listeners {

    private static final int PER_CALLER = 8;

    private static final int WARMUP = 500;

    /** Requests in flight while the streams are opened. */
    private static final int AT_ONCE = 16;

    private Listeners() {}

    public static void main(String[] args) throws Exception {
        List<String> tokens = Files.readAllLines(Path.of(args[2]));
        int count = Integer.parseInt(args[3]);
        ProcessBuilder builder =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-jar", args[0]);
        builder.environment().put("MCP_PORT", "0");
        builder.environment().put("MCP_KEYS_DIR", args[1]);
        builder.environment().put("MCP_PUBLIC_URL", "http://localhost:9000");
        builder.redirectErrorStream(true);
        Process server = builder.start();
        boolean good = false;
        try {
            good = measure(server, tokens, count);
        } finally {
            server.destroyForcibly();
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean measure(Process server, List<String> tokens, int count) throws Exception {
        int port = port(server.getInputStream());
        for (int i = 0; i < WARMUP; i++) { // the first requests load classes, which is not a cost of the listeners
            ping(port, tokens.get(i));
        }
        long memoryBefore = status(server, "VmRSS");
        List<Socket> streams = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            streams.add(listen(port, tokens.get(i / PER_CALLER), i));
            if (i >= AT_ONCE) {
                readUntil(streams.get(i - AT_ONCE), "acknowledged");
            }
        }
        for (Socket stream : streams.subList(Math.max(0, count - AT_ONCE), count)) {
            readUntil(stream, "acknowledged");
        }
        System.out.printf("opened %d streams in %d ms%n", count, millisSince(start));
        TimeUnit.SECONDS.sleep(12); // two beats
        long memory = (status(server, "VmRSS") - memoryBefore) / 1024;
        long threads = status(server, "Threads");
        long answer = System.nanoTime();
        health(port);
        System.out.printf("memory +%d MiB, %d threads, /health in %d ms%n", memory, threads, millisSince(answer));

        List<Socket> halfSent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Socket socket = new Socket("localhost", port);
            socket.getOutputStream().write(("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                            + tokens.get(0) + "\r\nContent-Length: 10\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            halfSent.add(socket);
        }
        long stop = System.nanoTime();
        server.destroy(); // SIGTERM
        ExecutorService readers = Executors.newFixedThreadPool(16);
        List<Future<Boolean>> told = new ArrayList<>();
        for (Socket stream : streams) {
            told.add(readers.submit(() -> readUntil(stream, "\"result\"")));
        }
        int toldCount = 0;
        for (Future<Boolean> each : told) {
            toldCount += each.get() ? 1 : 0;
        }
        readers.shutdown();
        boolean ended = server.waitFor(20, TimeUnit.SECONDS);
        long stopMillis = millisSince(stop);
        System.out.printf("stopped in %d ms with exit code %s; %d of %d streams were told; 3 requests were half sent%n",
                stopMillis, ended ? server.exitValue() : "none", toldCount, count);
        boolean good = memory <= 100 && threads <= 150 && stopMillis <= 2000 && toldCount == count && server.exitValue() == 0;
        System.out.println(good ? "all targets met" : "a target was missed: 100 MiB, 150 threads, 2000 ms, every stream told");
        return good;
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** Reads the log up to the port; a thread reads the rest, so that the server can go on logging. */
    private static int port(InputStream log) throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int next = log.read();
            if (next < 0) {
                throw new IOException("the server did not start:\n" + text);
            }
            text.append((char) next);
            int at = text.indexOf("Listening on ");
            if (next == '\n' && at >= 0) {
                String line = text.substring(at);
                Thread rest = new Thread(() -> {
                    try {
                        log.transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (IOException end) {
                        // the server has ended
                    }
                });
                rest.setDaemon(true);
                rest.start();
                return Integer.parseInt(line.replaceAll("(?s).* port (\\d+),.*", "$1"));
            }
        }
    }

    private static void health(int port) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
            socket.getInputStream().readAllBytes();
        }
    }

    private static void ping(int port, String token) throws IOException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Connection: close\r\nAuthorization: Bearer " + token + "\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private static Socket listen(int port, String token, int id) throws IOException {
        String body = ("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":{},\"_meta\":{"
                        + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"bench\",\"version\":\"1\"},"
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}")
                .formatted(id);
        Socket socket = new Socket("localhost", port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                        + "Mcp-Method: subscriptions/listen\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Returns false if the stream ends before the text comes. */
    private static boolean readUntil(Socket stream, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (read.indexOf(text) < 0) {
            int length = stream.getInputStream().read(buffer);
            if (length < 0) {
                return false;
            }
            read.append(new String(buffer, 0, length, StandardCharsets.US_ASCII));
        }
        return true;
    }

    private static long status(Process process, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + name);
    }
}
