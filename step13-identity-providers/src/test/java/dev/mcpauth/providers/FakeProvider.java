package dev.mcpauth.providers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The endpoints of identity providers that the course needs, with switches for tests. It needs nothing but a JDK, so that the
 * lesson can run it, too: {@code java FakeProvider.java PORT}.
 */
final class FakeProvider implements AutoCloseable {

    static final String CLIENT_ID = "mcp server";
    static final String SECRET = "s3cret:+/%";

    /** What an endpoint says about a token. */
    record Said(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Said> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<String, String> keySets = new ConcurrentHashMap<>();
    private volatile Said always;
    private volatile CountDownLatch answer = new CountDownLatch(0);

    FakeProvider(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/introspect", exchange -> reply(exchange, "token", "{\"active\":false}", 200));
        server.createContext("/tokeninfo", exchange -> reply(exchange, "access_token", "{}", 400));
        server.createContext("/applications/Iv1.app/token", exchange -> reply(exchange, "access_token", "{}", 404));
        server.createContext("/revoke", this::revoke);
        server.createContext("/keys", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            send(exchange, new Said(200, keySets.getOrDefault(query == null ? "" : query, "{}")));
        });
        server.createContext("/calls", exchange -> send(exchange, new Said(200, String.valueOf(calls.get()))));
        server.start();
    }

    /** On a free port. */
    static FakeProvider start() {
        try {
            return new FakeProvider(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] args) throws IOException {
        FakeProvider provider = new FakeProvider(Integer.parseInt(args[0])).withExamples(Instant.now());
        System.out.println("A provider of opaque tokens at " + provider.url(""));
    }

    /** Knows the tokens of the lesson. */
    FakeProvider withExamples(Instant now) {
        Instant expiry = now.plusSeconds(3600);
        for (String user : List.of("alice", "admin")) {
            knows("opaque-" + user, introspected(url(""), "http://localhost:9000/mcp", user, expiry));
        }
        return knows("opaque-elsewhere", introspected(url(""), "https://files.example/mcp", "alice", expiry));
    }

    /** The response of RFC 7662 section 2.2 for an active token. */
    static String introspected(String issuer, String audience, String user, Instant expiry) {
        return """
                {"active": true, "iss": "%s", "aud": "%s", "sub": "id-%s", "username": "%s", "client_id": "a-client",
                 "token_type": "Bearer", "scope": "mcp:read mcp:tools", "roles": ["user"%s], "exp": %d}""".formatted(
                issuer, audience, user, user, user.equals("admin") ? ", \"admin\"" : "", expiry.getEpochSecond());
    }

    String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** The body of the response about this token, with status 200. */
    FakeProvider knows(String token, String body) {
        tokens.put(token, new Said(200, body));
        return this;
    }

    void revoke(String token) {
        tokens.remove(token);
    }

    void publish(String keySet) {
        publish("", keySet);
    }

    /** The key set at {@code /keys} with this query. */
    void publish(String query, String keySet) {
        keySets.put(query, keySet);
    }

    /** The response about every token from now on; {@code null} ends that. */
    void always(Said response) {
        always = response;
    }

    /** Requests that arrive from now on wait for the latch. */
    void holdUntil(CountDownLatch latch) {
        answer = latch;
    }

    int calls() {
        return calls.get();
    }

    private void reply(HttpExchange exchange, String name, String unknown, int status) throws IOException {
        calls.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean ours = name.equals("access_token") || isAuthenticated(exchange);
        Optional<String> token = field(body, name);
        if (exchange.getRequestURI().getQuery() != null || !ours || token.isEmpty()) {
            send(exchange, new Said(ours ? 400 : 401, "{}"));
        } else {
            send(exchange, always != null ? always : tokens.getOrDefault(token.get(), new Said(status, unknown)));
        }
    }

    /** RFC 6749 section 2.3.1. */
    private static boolean isAuthenticated(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.startsWith("Basic ")) {
            return false;
        }
        String[] pair =
                new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.US_ASCII).split(":", -1);
        return pair.length == 2
                && decode(pair[0]).equals(CLIENT_ID)
                && decode(pair[1]).equals(SECRET);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A field of a form or a member of a JSON object. */
    private static Optional<String> field(String body, String name) {
        Matcher found = Pattern.compile("(?:^|&)" + name + "=([^&]*)|\"" + name + "\" ?: ?\"([^\"]*)\"")
                .matcher(body);
        return found.find()
                ? Optional.of(found.group(1) != null ? decode(found.group(1)) : found.group(2))
                : Optional.empty();
    }

    private void revoke(HttpExchange exchange) throws IOException {
        field(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), "token")
                .ifPresent(this::revoke);
        send(exchange, new Said(200, "{}"));
    }

    private static void send(HttpExchange exchange, Said said) throws IOException {
        byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
