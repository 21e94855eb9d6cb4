package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpauth.client.shared.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An MCP server and an authorization server at one address, which a test can make lie. The sign-in page allows everything at
 * once. All that is secret is recognizable: tokens and codes contain {@code secret-}.
 */
final class FakeWorld implements AutoCloseable, Surroundings.Programs {

    /** One response. */
    record Answer(int status, String type, String body, Map<String, String> headers) {
        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body, Map.of());
        }

        Answer with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Answer(status, type, body, more);
        }
    }

    /** What the MCP server does with a request that has a token. */
    interface Mcp {
        Answer answer(JsonNode message, HttpExchange exchange) throws IOException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Each request with its query, its headers and its body. */
    final List<String> received = new CopyOnWriteArrayList<>();

    final List<Map<String, String>> tokenRequests = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> authorizations = new CopyOnWriteArrayList<>();
    final Deque<Answer> tokenAnswers = new ArrayDeque<>();
    final ObjectNode resource = Json.object();
    final ObjectNode metadata = Json.object();
    /** Answers of single paths, instead of the usual ones. */
    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    /** The parameters of the authorization response. */
    Consumer<Map<String, String>> redirect = parameters -> {};
    /** A refresh is answered when so many have arrived, or after a second. */
    volatile CountDownLatch refreshes = new CountDownLatch(1);
    /** The answer of the device authorization endpoint. */
    final ObjectNode device = Json.object();

    String challenge = "Bearer scope=\"a\"";
    Mcp mcp = (message, exchange) -> result(message, "{\"tools\":[]}");

    private final AtomicInteger tokens = new AtomicInteger();
    private final HttpServer server;

    FakeWorld() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resource.put("resource", mcpUrl());
        resource.putArray("authorization_servers").add(url());
        metadata.put("issuer", url())
                .put("authorization_endpoint", url() + "/authorize")
                .put("token_endpoint", url() + "/token")
                .put("registration_endpoint", url() + "/register")
                .put("device_authorization_endpoint", url() + "/device");
        device.put("device_code", "secret-device-code")
                .put("user_code", "ABCD-EFGH")
                .put("verification_uri", url() + "/page")
                .put("expires_in", 600)
                .put("interval", 1);
        metadata.putArray("code_challenge_methods_supported").add("S256");
        metadata.putArray("token_endpoint_auth_methods_supported").add("none");
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake world");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    String mcpUrl() {
        return url() + "/mcp";
    }

    static Answer result(JsonNode message, String result) {
        return Answer.json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}");
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + path);
        received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n"
                + exchange.getRequestHeaders().entrySet() + "\n" + body);
        Answer answer = answers.containsKey(path) ? answers.get(path) : usual(path, exchange, body);
        try (exchange) {
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer usual(String path, HttpExchange exchange, String body) throws IOException {
        return switch (path) {
            case "/mcp" -> mcp(exchange, body);
            case "/.well-known/oauth-protected-resource/mcp" -> Answer.json(200, resource.toString());
            case "/.well-known/oauth-authorization-server" -> Answer.json(200, metadata.toString());
            case "/register" -> Answer.json(201, registered(body));
            case "/authorize" -> authorize(form(exchange.getRequestURI().getRawQuery()));
            case "/token" -> token(form(body));
            case "/device" -> Answer.json(200, device.toString());
            default -> Answer.json(404, "{}");
        };
    }

    private Answer mcp(HttpExchange exchange, String body) throws IOException {
        if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
            return Answer.json(401, "{}").with("WWW-Authenticate", challenge);
        }
        return mcp.answer(Json.parse(body).orElseGet(Json::object), exchange);
    }

    private static String registered(String body) {
        ObjectNode client = (ObjectNode) Json.parse(body).orElseThrow();
        return client.put("client_id", "registered").toString();
    }

    private Answer authorize(Map<String, String> request) {
        authorizations.add(request);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", "secret-code");
        parameters.put("state", request.get("state"));
        redirect.accept(parameters);
        StringBuilder location = new StringBuilder(request.get("redirect_uri"));
        parameters.forEach((name, value) -> location.append(location.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return new Answer(302, "text/plain", "", Map.of("Location", location.toString()));
    }

    private Answer token(Map<String, String> request) {
        tokenRequests.add(request);
        if (request.get("grant_type").equals("refresh_token")) {
            refreshes.countDown();
            try {
                refreshes.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (tokenAnswers) {
            if (!tokenAnswers.isEmpty()) {
                return tokenAnswers.poll();
            }
        }
        int number = tokens.incrementAndGet();
        return Answer.json(
                200,
                "{\"access_token\":\"secret-access-" + number + "\",\"refresh_token\":\"secret-refresh-" + number
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":600}");
    }

    static Map<String, String> form(String encoded) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    /** The browser: follows every redirect. */
    @Override
    public void start(List<String> command) {
        HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(command.get(command.size() - 1)))
                                .build(),
                        BodyHandlers.discarding());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
