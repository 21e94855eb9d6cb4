package dev.mcpauth.streams;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads the response to one request as an event stream, while it comes. */
public final class EventReader implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 20;
    private static final String END = "end";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

    private EventReader(HttpResponse<InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "event reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Sends a request with headers in the form {@code Name: value}, and waits for the head of the response. */
    public static EventReader get(int port, String... headers) {
        return send(request(port, headers).GET());
    }

    public static EventReader post(int port, String body, String... headers) {
        return send(request(port, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(int port, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/mcp"))
                .timeout(Duration.ofSeconds(TIMEOUT_SECONDS));
        for (String header : headers) {
            request.header(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        return request;
    }

    private static EventReader send(HttpRequest.Builder request) {
        try {
            return new EventReader(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A frame is the text up to a blank line; a response that is no stream is one frame. */
    private void read() {
        StringBuilder frame = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    frames.add(frame.toString());
                    frame.setLength(0);
                } else {
                    frame.append(line).append('\n');
                }
            }
        } catch (IOException gone) {
            // The end of the stream is all that a test needs to know.
        }
        if (frame.length() > 0) {
            frames.add(frame.toString());
        }
        frames.add(END);
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The next frame, such as {@code event: message} with its data, or a comment; empty at the end of the stream. */
    public Optional<String> frame() {
        try {
            String frame = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            assertTrue(frame != null, "nothing came in " + TIMEOUT_SECONDS + " s");
            return frame.equals(END) ? Optional.empty() : Optional.of(frame);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message, without the comments before it; empty at the end of the stream. */
    public Optional<JsonNode> message() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        Optional<String> frame = frame();
        while (frame.isPresent() && frame.get().startsWith(":")) {
            assertTrue(System.nanoTime() < end, "only comments came in " + TIMEOUT_SECONDS + " s");
            frame = frame();
        }
        return frame.map(text -> {
            String json = text.startsWith("event: message\ndata: ") ? text.substring(text.indexOf('{')) : text;
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        });
    }

    /** All messages up to the end of the stream. */
    public List<JsonNode> rest() {
        List<JsonNode> messages = new ArrayList<>();
        for (Optional<JsonNode> next = message(); next.isPresent(); next = message()) {
            messages.add(next.get());
        }
        return messages;
    }

    /** Disconnects. */
    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
