package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.Optional;

/** Reports the progress of a call (MCP 2026-07-28, Progress), if the client has sent a progress token. */
public final class Progress {

    /** The notifications repeat the token, so its length is limited. */
    private static final int LONGEST_TOKEN = 1000;

    /** A call that sends more reports than this would flood its client. */
    private static final int MAX_REPORTS = 1000;

    private record Params(JsonNode progressToken, int progress, int total, String message) {}

    private static final Progress NONE = new Progress(Optional.empty(), message -> false);

    private final Optional<JsonNode> token;
    private final Outbox outbox;
    private int last;
    private int reports;

    private Progress(Optional<JsonNode> token, Outbox outbox) {
        this.token = token;
        this.outbox = outbox;
    }

    /** @throws JsonRpcException -32602 if the request has a token that is neither a string nor an integer, or is too long */
    static Progress of(JsonRpcRequest request, Outbox outbox) {
        JsonNode token = request.params().path("_meta").get("progressToken");
        if (token != null && !token.isIntegralNumber() && !token.isTextual()) {
            throw JsonRpcException.invalidParams("\"progressToken\" must be a string or an integer");
        }
        if (token != null && token.asText().length() > LONGEST_TOKEN) {
            throw JsonRpcException.invalidParams("\"progressToken\" is longer than " + LONGEST_TOKEN + " characters");
        }
        return new Progress(Optional.ofNullable(token), outbox);
    }

    /** The progress of this call. Without a token or a stream, it sends nothing. */
    public static Progress of(Exchange exchange) {
        return exchange.find(Progress.class).orElse(NONE);
    }

    /**
     * Reports progress. A value that is not greater than the last one is not sent.
     *
     * @param progress from 1 to {@code total}
     * @param message one short sentence for people, without data of other users
     */
    public synchronized void report(int progress, int total, String message) {
        if (token.isPresent() && progress > last && reports < MAX_REPORTS) {
            last = progress;
            reports++;
            outbox.send(EventStream.notification(
                    "notifications/progress", new Params(token.get(), progress, total, message)));
        }
    }
}
