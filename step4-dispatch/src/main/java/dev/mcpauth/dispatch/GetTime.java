package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Implements {@link dev.mcpauth.definitions.Tools#GET_TIME}. */
final class GetTime implements Tool.Function {

    private record Output(String time, String timezone) {}

    private final Clock clock;

    GetTime(Clock clock) {
        this.clock = clock;
    }

    /** An unknown time zone is an error that the model can fix, so it is a tool result. */
    @Override
    public CallToolResult call(ObjectNode arguments, Exchange exchange) {
        String timezone = arguments.path("timezone").asText("UTC");
        if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
            return CallToolResult.error("Unknown time zone " + JsonRpcException.quote(timezone)
                    + "; use an IANA name such as Europe/Paris");
        }
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneId.of(timezone)));
        String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now.truncatedTo(ChronoUnit.SECONDS));
        Output output = new Output(time, timezone);
        return CallToolResult.of(Json.writeText(output), output);
    }
}
