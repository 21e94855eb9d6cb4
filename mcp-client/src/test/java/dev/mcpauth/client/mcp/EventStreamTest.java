package dev.mcpauth.client.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private static EventStream of(String text) {
        return new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1000);
    }

    @Test
    void readsEventsWithEachLineEnd() throws Exception {
        EventStream stream =
                of(": comment\r\n\r\nevent: message\r\nid: 1\r\ndata: a\r\n\r\ndata:b\rdata: c\r\rdata: ü\n\n");
        assertEquals(Optional.of("a"), stream.next());
        assertEquals(Optional.of("1"), stream.lastId());
        assertEquals(Optional.of("b\nc"), stream.next());
        assertEquals(Optional.of("ü"), stream.next());
        assertEquals(Optional.empty(), stream.next());
    }

    @Test
    void dropsAnEventThatTheEndCutsOff() throws Exception {
        assertEquals(Optional.empty(), of("data: half").next());
        assertEquals(Optional.empty(), of("data: half\n").next());
    }

    @Test
    void readsTheWaitingTimeWithinALimit() throws Exception {
        EventStream stream = of("retry: 500\nid: 2\ndata:\n\nretry: soon\n\nretry: 999999999\n\n");
        assertEquals(Optional.empty(), stream.next());
        assertEquals(Optional.of(Duration.ofMinutes(1)), stream.retry());
        assertEquals(Optional.of("2"), stream.lastId());
    }
}
