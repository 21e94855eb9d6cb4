package dev.mcpauth.jsonrpc;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * A log for lines that clients can cause. It prints at most {@value #LINES} lines of a kind in ten seconds, so that
 * nobody can fill the disk; the next line of that kind says how many lines were left out.
 */
public final class LimitedLog {

    static final int LINES = 10;
    static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int LONGEST_VALUE = 100;

    /** @param start in nanoseconds */
    private record Window(long start, int lines) {}

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    public LimitedLog(Logger log) {
        this(log, System::nanoTime);
    }

    LimitedLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Logs a warning, or counts it.
     *
     * @param kind one of a few fixed names; each kind has its own limit
     * @param values from the request or the token; they are cut short, and control characters are replaced
     */
    public void warn(String kind, String message, Object... values) {
        int[] suppressed = {0};
        Window window = windows.compute(kind, (name, last) -> {
            long now = nanoTime.getAsLong();
            if (last != null && now - last.start() < WINDOW.toNanos()) {
                return new Window(last.start(), last.lines() + 1);
            }
            suppressed[0] = last == null ? 0 : Math.max(0, last.lines() - LINES);
            return new Window(now, 1);
        });
        if (suppressed[0] > 0) {
            log.warn("Suppressed {} similar log lines ({})", suppressed[0], kind);
        }
        if (window.lines() <= LINES) {
            log.warn(
                    message,
                    Arrays.stream(values)
                            .map(value -> brief(String.valueOf(value)))
                            .toArray());
        }
    }

    /** A value that is safe in a log line: at most {@value #LONGEST_VALUE} characters, without control characters. */
    public static String brief(String value) {
        String start = value.codePoints()
                .limit(LONGEST_VALUE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "\uFFFD") + (start.length() < value.length() ? "…" : "");
    }
}
