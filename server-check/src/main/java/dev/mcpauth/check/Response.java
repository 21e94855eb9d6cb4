package dev.mcpauth.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An HTTP response. */
record Response(int status, List<Request.Header> headers, String body) {

    static final String EVENT_STREAM = "text/event-stream";

    List<String> headerValues(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Request.Header::value)
                .toList();
    }

    Optional<String> header(String name) {
        return headerValues(name).stream().findFirst();
    }

    /** The media type in lower case, without parameters; empty if there is none. */
    String mediaType() {
        return header("Content-Type").orElse("").split(";")[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The JSON value in the body, or the JSON-RPC response in the event stream. */
    Optional<JsonNode> json() {
        return mediaType().equals(EVENT_STREAM) ? EventStream.response(body) : Json.parse(body);
    }

    /** The result of the JSON-RPC response. */
    Optional<JsonNode> result() {
        return json().map(message -> message.get("result"));
    }

    /** The error of the JSON-RPC response. */
    Optional<JsonNode> error() {
        return json().map(message -> message.get("error")).filter(JsonNode::isObject);
    }

    boolean hasErrorCode(int code) {
        return error().filter(error -> error.path("code").isIntegralNumber()
                        && error.path("code").asInt() == code)
                .isPresent();
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }
}
