package dev.mcpauth.authserver.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * DO NOT COPY. A proxy that forwards OAuth messages to a provider at which it has one client: it works, and every attack in
 * {@code ProxyAttacksTest} succeeds. It needs nothing but a JDK, so that a lesson can run it: {@code java NaiveProxy.java PORT
 * PROVIDER}.
 */
public final class NaiveProxy implements AutoCloseable {

    private static final String CLIENT_ID = "the one client";
    private static final String SECRET = "upstream s3cret:+/%";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String provider;
    private final boolean asksOnce;

    /** @param asksOnce whether it asks each browser once for consent; otherwise never */
    public NaiveProxy(int port, String provider, boolean asksOnce) throws IOException {
        this.provider = provider;
        this.asksOnce = asksOnce;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/register", this::register);
        server.createContext("/authorize", this::authorize);
        server.createContext("/consent", this::consent);
        server.createContext("/callback", this::callback);
        server.createContext("/token", this::token);
        server.start();
    }

    public static void main(String[] args) throws IOException {
        NaiveProxy proxy = new NaiveProxy(Integer.parseInt(args[0]), args[1], false);
        System.out.println("A naive proxy at " + proxy.url(""));
    }

    public String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** Every client gets the proxy's own client, with its secret. */
    private void register(HttpExchange exchange) throws IOException {
        String client = "{\"client_id\": \"" + CLIENT_ID + "\", \"client_secret\": \"" + SECRET + "\"}";
        send(exchange, 201, "application/json", client);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String cookies = String.valueOf(exchange.getRequestHeaders().get("Cookie"));
        if (asksOnce && !cookies.contains("consent=given")) {
            String form = "<h1>Allow access?</h1><form method=\"post\" action=\"/consent\">"
                    + "<input type=\"hidden\" name=\"query\" value=\"" + query.replace("&", "&amp;") + "\"></form>";
            send(exchange, 200, "text/html", form);
        } else {
            forward(exchange, parse(query));
        }
    }

    private void consent(HttpExchange exchange) throws IOException {
        Map<String, String> form = parse(body(exchange));
        exchange.getResponseHeaders().set("Set-Cookie", "consent=given; Path=/");
        forward(exchange, parse(form.get("query")));
    }

    /** The state says where to go afterwards, so the proxy need not remember it. */
    private void forward(HttpExchange exchange, Map<String, String> request) throws IOException {
        String back = request.get("redirect_uri") + " " + encode(request.getOrDefault("state", ""));
        String state = Base64.getUrlEncoder().encodeToString(back.getBytes(UTF_8));
        redirect(
                exchange,
                provider + "/authorize?response_type=code&scope=openid&client_id=" + encode(CLIENT_ID)
                        + "&redirect_uri=" + encode(url("/callback")) + "&state=" + state);
    }

    private void callback(HttpExchange exchange) throws IOException {
        Map<String, String> response = parse(exchange.getRequestURI().getRawQuery());
        String[] back = new String(Base64.getUrlDecoder().decode(response.get("state")), UTF_8).split(" ", 2);
        redirect(exchange, back[0] + "?code=" + encode(response.get("code")) + "&state=" + back[1]);
    }

    /** The client gets the tokens of the provider. */
    private void token(HttpExchange exchange) throws IOException {
        String form = "grant_type=authorization_code&code="
                + encode(parse(body(exchange)).getOrDefault("code", ""))
                + "&redirect_uri=" + encode(url("/callback")) + "&client_id=" + encode(CLIENT_ID) + "&client_secret="
                + encode(SECRET);
        HttpRequest request = HttpRequest.newBuilder(URI.create(provider + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            send(exchange, response.statusCode(), "application/json", response.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parse(String encoded) {
        Map<String, String> values = new HashMap<>();
        for (String parameter : List.of(encoded.split("&"))) {
            String[] nameAndValue = parameter.split("=", 2);
            values.put(nameAndValue[0], nameAndValue.length == 2 ? URLDecoder.decode(nameAndValue[1], UTF_8) : "");
        }
        return values;
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static void redirect(HttpExchange exchange, String url) throws IOException {
        exchange.getResponseHeaders().set("Location", url);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
