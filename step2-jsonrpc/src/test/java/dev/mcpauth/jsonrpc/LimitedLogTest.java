package dev.mcpauth.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class LimitedLogTest {

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final LimitedLog log = new LimitedLog(new Recorder(), nanoTime::get);

    @Test
    void limitsAndCountsTheLinesOfAKind() {
        IntStream.range(0, 1000).forEach(i -> log.warn("flood", "line {}", i));
        log.warn("other", "another kind");
        assertEquals(LimitedLog.LINES + 1, lines.size());
        assertEquals("another kind", lines.get(LimitedLog.LINES));
        nanoTime.addAndGet(LimitedLog.WINDOW.toNanos());
        log.warn("flood", "line {}", "again");
        assertEquals(
                List.of("Suppressed 990 similar log lines (flood)", "line again"),
                lines.subList(LimitedLog.LINES + 1, lines.size()));
    }

    @Test
    void shortensValuesAndReplacesControlCharacters() {
        log.warn("value", "value {}", "a\nb\u001b[31m\u2028" + "x".repeat(1000));
        assertEquals("value a\uFFFDb\uFFFD[31m\uFFFD" + "x".repeat(91) + "…", lines.get(0));
        assertEquals("😀".repeat(100) + "…", LimitedLog.brief("😀".repeat(101)));
    }

    private final class Recorder extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable throwable) {
            lines.add(MessageFormatter.basicArrayFormat(message, arguments));
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
