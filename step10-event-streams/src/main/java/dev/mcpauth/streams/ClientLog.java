package dev.mcpauth.streams;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Sends log messages to the client (MCP 2026-07-28, Logging), at and above the level that it has asked for. MCP has deprecated
 * this feature, so this class is as small as possible. A message must contain no secrets and no personal data.
 */
public final class ClientLog {

    private static final String LEVEL_KEY = "io.modelcontextprotocol/logLevel";

    /** The severities of RFC 5424 section 6.2.1, from the lowest. */
    public enum Level {
        DEBUG,
        INFO,
        NOTICE,
        WARNING,
        ERROR,
        CRITICAL,
        ALERT,
        EMERGENCY;

        /** @throws JsonRpcException -32602 if no level has this name */
        static Level of(String name) {
            return Arrays.stream(values())
                    .filter(level -> level.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> JsonRpcException.invalidParams("unknown level " + JsonRpcException.quote(name)));
        }

        /** The name on the wire. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Params(String level, String logger, Object data) {}

    private final Optional<Level> from;
    private final Outbox outbox;

    ClientLog(Optional<Level> from, Outbox outbox) {
        this.from = from;
        this.outbox = outbox;
    }

    /** The log of this call. Without a level or a stream, it sends nothing. */
    public static ClientLog of(Exchange exchange) {
        return exchange.find(ClientLog.class).orElseGet(() -> new ClientLog(Optional.empty(), message -> false));
    }

    /**
     * The level that a modern request asks for.
     *
     * @throws JsonRpcException -32602 if the level is unknown
     */
    static Optional<Level> levelIn(JsonRpcRequest request) {
        return Optional.ofNullable(request.params().path("_meta").get(LEVEL_KEY))
                .map(level -> Level.of(level.asText()));
    }

    /** @param data a text, or records and maps */
    public void log(Level level, String logger, Object data) {
        if (from.isPresent() && level.compareTo(from.get()) >= 0) {
            outbox.send(EventStream.notification("notifications/message", new Params(level.toString(), logger, data)));
        }
    }
}
