package dev.mcpauth.client.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Receives the browser after the sign-in: a server on the loopback interface that accepts one authorization response
 * (RFC 8252 section 7.3). It listens before the client registers, because its port is part of the redirect URI.
 */
final class CallbackListener implements AutoCloseable {

    private static final String PATH = "/callback";
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String PAGE = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>%1$s</title><p>%1$s</p></html>
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "callback");
        thread.setDaemon(true);
        return thread;
    });
    /** The browser gets its page before the response is passed on, because that closes this listener. */
    private final AtomicBoolean taken = new AtomicBoolean();

    private final CompletableFuture<URI> response = new CompletableFuture<>();

    private CallbackListener(HttpServer server) {
        this.server = server;
    }

    /** @param port 0 for any free port */
    static CallbackListener open(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        CallbackListener listener = new CallbackListener(HttpServer.create(new InetSocketAddress(loopback, port), 0));
        listener.server.createContext("/", listener::handle);
        listener.server.setExecutor(listener.threads);
        listener.server.start();
        return listener;
    }

    URI redirectUri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    private void handle(HttpExchange exchange) throws IOException {
        int port = server.getAddress().getPort();
        String host = exchange.getRequestHeaders().getFirst("Host");
        URI request = exchange.getRequestURI();
        // Any other host name belongs to a page whose host name resolves to this machine (DNS rebinding).
        if (!Set.of("127.0.0.1:" + port, "localhost:" + port).contains(host)) {
            answer(exchange, 403, "This address is only for the browser of this machine.");
        } else if (!exchange.getRequestMethod().equals("GET") || !PATH.equals(request.getRawPath())) {
            answer(exchange, 404, "No page exists here.");
        } else if (request.getRawQuery() == null || !taken.compareAndSet(false, true)) {
            answer(exchange, 400, "No sign-in is waiting.");
        } else {
            answer(exchange, 200, "You can close this window and return to the terminal.");
            response.complete(URI.create(redirectUri() + "?" + request.getRawQuery()));
        }
    }

    private static void answer(HttpExchange exchange, int status, String sentence) throws IOException {
        byte[] page = PAGE.formatted(sentence).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer"); // the URL contains the code
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
        exchange.getResponseHeaders().set("Connection", "close");
        try (exchange) {
            exchange.sendResponseHeaders(status, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    /**
     * Waits for the browser, or for the user to type the URL that the browser ended at: the browser may run on another
     * machine.
     *
     * @return the redirect URI with the parameters of the response; nothing after the time limit
     */
    Optional<URI> await(Duration limit, Supplier<Optional<String>> typed) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            try {
                return Optional.of(response.get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException notYet) {
                Optional<URI> pasted = typed.get().flatMap(this::pasted);
                if (pasted.isPresent()) {
                    return pasted;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return Optional.empty();
    }

    private Optional<URI> pasted(String line) {
        String url = line.strip();
        try {
            return url.startsWith(redirectUri() + "?") ? Optional.of(URI.create(url)) : Optional.empty();
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
