package dev.mcpauth.client.mcp;

import dev.mcpauth.client.shared.Limits;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads server-sent events (HTML Living Standard, "Server-sent events"): the fields {@code data}, {@code id} and {@code
 * retry}. Comments keep a connection alive and carry nothing.
 */
final class EventStream implements AutoCloseable {

    private static final Duration MAX_RETRY = Duration.ofMinutes(1);
    private static final Pattern HEADER = Pattern.compile("[ -~]{1,1024}");

    private final InputStream in;
    private final int limit;
    private String lastId;
    private Duration retry;
    private boolean skipLineFeed;

    /** @param limit the longest event, in bytes */
    EventStream(InputStream in, int limit) {
        this.in = new BufferedInputStream(in);
        this.limit = limit;
    }

    /**
     * The data of the next event, or nothing at the end of the stream. An event that the end cuts off is dropped.
     *
     * @throws IOException also if an event is longer than the limit
     */
    Optional<String> next() throws IOException {
        StringBuilder data = null;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (data != null && data.length() > 0) {
                    return Optional.of(data.toString());
                }
                data = null;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "data" -> data = data == null ? new StringBuilder(value) : append(data, value);
                case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
                case "retry" -> retry = retry(value);
                default -> {
                    // Comments, the event type, and fields of the future
                }
            }
        }
        return Optional.empty();
    }

    private StringBuilder append(StringBuilder data, String line) throws IOException {
        if (data.length() + line.length() > limit) {
            throw tooLong();
        }
        return data.append('\n').append(line);
    }

    private Duration retry(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            return retry;
        }
        Duration asked = Duration.ofMillis(Long.parseLong(value));
        return asked.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : asked;
    }

    /** The ID of the last event that had one, if it can be sent in a header. */
    Optional<String> lastId() {
        return Optional.ofNullable(lastId).filter(id -> HEADER.matcher(id).matches());
    }

    /** How long to wait before a new connection, if the server has said so. */
    Optional<Duration> retry() {
        return Optional.ofNullable(retry);
    }

    /** A line that ends with LF, CR or CRLF; {@code null} at the end of the stream. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean second = skipLineFeed && b == '\n';
            skipLineFeed = b == '\r';
            if (second) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() >= limit) {
                throw tooLong();
            }
            line.write(b);
        }
        return null;
    }

    private IOException tooLong() {
        return new IOException("an event has more than " + Limits.words(limit));
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException ignored) {
            // Nothing more is read.
        }
    }
}
