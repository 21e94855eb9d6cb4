package dev.mcpauth.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final JsonRpcRequest REQUEST = JsonRpcRequest.of(Json.parse("""
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"_meta": {"progressToken": "p"}}}
            """.getBytes(StandardCharsets.UTF_8)));

    private final List<Integer> sent = new ArrayList<>();
    private final Progress progress = Progress.of(REQUEST, message -> {
        sent.add(message.path("params").path("progress").intValue());
        return true;
    });

    @Test
    void leavesOutValuesThatDoNotIncrease() {
        for (int value : new int[] {1, 1, 3, 2, 3, 4}) {
            progress.report(value, 10, "message");
        }
        assertEquals(List.of(1, 3, 4), sent);
    }

    @Test
    void isBoundedInNumber() {
        for (int i = 1; i <= 5000; i++) {
            progress.report(i, 5000, "message");
        }
        assertEquals(1000, sent.size());
    }
}
