package dev.mcpauth.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Server-sent events (WHATWG HTML, section 9.2). */
final class EventStream {

    private EventStream() {}

    /** The first JSON-RPC response in the complete events of a stream. */
    static Optional<JsonNode> response(String stream) {
        String lines = stream.replace("\r\n", "\n").replace('\r', '\n');
        int end = lines.lastIndexOf("\n\n");
        return end < 0
                ? Optional.empty()
                : Arrays.stream(lines.substring(0, end).split("\n\n+"))
                        .map(EventStream::data)
                        .flatMap(data -> Json.parse(data).stream())
                        .filter(message -> message.has("result") || message.has("error"))
                        .findFirst();
    }

    private static String data(String event) {
        return event.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .collect(Collectors.joining("\n"));
    }
}
