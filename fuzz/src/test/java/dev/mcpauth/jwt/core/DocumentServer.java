package dev.mcpauth.jwt.core;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A key server, or the authorization server of an issuer, that publishes the documents of a test. */
final class DocumentServer {

    private final HttpServer server;
    private volatile Map<String, byte[]> documents = Map.of();

    DocumentServer() {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each response takes 40 ms
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            byte[] body = documents.get(exchange.getRequestURI().getPath());
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Replaces the documents; the server has no others. */
    void publish(Map<String, byte[]> newDocuments) {
        documents = newDocuments;
    }

    void stop() {
        server.stop(0);
    }
}
