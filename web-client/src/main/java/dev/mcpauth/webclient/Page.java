package dev.mcpauth.webclient;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of the page, each at its exact path, with headers that limit what the page can do. */
final class Page implements HttpHandler {

    static final List<String> FILES = List.of(
            "index.html",
            "style.css",
            "icon.svg",
            "challenge.js",
            "discovery.js",
            "event-stream.js",
            "form.js",
            "http.js",
            "main.js",
            "pkce.js",
            "registration.js",
            "sign-in.js",
            "transport.js",
            "view.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json");

    private record Document(String type, byte[] bytes) {}

    private final Map<String, Document> documents = new HashMap<>();
    private final String policy;

    Page(Settings settings) {
        FILES.forEach(name -> documents.put("/" + name, document(name, read(name))));
        documents.put("/", documents.get("/index.html"));
        documents.put("/callback", documents.get("/index.html")); // the redirect URI
        documents.put("/settings.json", document("settings.json", json(settings).getBytes(StandardCharsets.UTF_8)));
        policy = policy(settings);
    }

    /**
     * The content security policy. The page runs no script but its own files, and calls no server but these two. It cannot turn
     * text into HTML, because that needs a trusted type.
     */
    private static String policy(Settings settings) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self'",
                "connect-src 'self' " + origin(settings.server()) + " " + origin(settings.issuer()),
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'");
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** No value needs escaping: URLs contain neither quotes nor backslashes, and {@link Settings} has checked the client ID. */
    private static String json(Settings settings) {
        String clientId =
                settings.clientId().map(id -> ",\"clientId\":\"" + id + "\"").orElse("");
        return "{\"server\":\"" + settings.server() + "\",\"issuer\":\"" + settings.issuer() + "\"" + clientId + "}";
    }

    private static Document document(String name, byte[] bytes) {
        return new Document(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), bytes);
    }

    private static byte[] read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", policy);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer"); // the URL of the redirect contains the code
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            String method = exchange.getRequestMethod();
            Document document = documents.get(exchange.getRequestURI().getRawPath());
            if (document == null) {
                send(exchange, 404, text("No resource exists at this path."));
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                headers.set("Allow", "GET, HEAD");
                send(exchange, 405, text("Method not allowed; the Allow header lists the supported methods."));
            } else {
                send(exchange, 200, document);
            }
        }
    }

    private static Document text(String sentence) {
        return new Document("text/plain; charset=utf-8", sentence.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, Document document) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", document.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(document.bytes().length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, document.bytes().length);
        exchange.getResponseBody().write(document.bytes());
    }
}
