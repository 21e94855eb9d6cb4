package dev.mcpauth.client.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A response body with a time limit, for each read or for all of them. The JDK limits only the time to the headers.
 */
final class TimedInput extends FilterInputStream {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "time limit");
        thread.setDaemon(true);
        return thread;
    });

    private final Duration limit;
    private final Optional<ScheduledFuture<?>> end;
    private volatile boolean late;

    private TimedInput(InputStream in, Duration limit, boolean whole) {
        super(in);
        this.limit = limit;
        this.end = whole ? Optional.of(alarm()) : Optional.empty();
    }

    /**
     * A stream that may stay open, as long as some data arrives within each time limit.
     *
     * @param limit zero for none
     */
    static TimedInput stream(InputStream in, Duration limit) {
        return new TimedInput(in, limit, false);
    }

    /** A body that must be complete within the time limit: one byte a minute would never end. */
    static TimedInput document(InputStream in, Duration limit) {
        return new TimedInput(in, limit, true);
    }

    private ScheduledFuture<?> alarm() {
        return TIMER.schedule(this::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (limit.isZero()) {
            return in.read(buffer, offset, length);
        }
        Optional<ScheduledFuture<?>> alarm = end.isPresent() ? Optional.empty() : Optional.of(alarm());
        try {
            int count = in.read(buffer, offset, length);
            if (late) {
                throw tooLate();
            }
            return count;
        } catch (IOException e) {
            throw late ? tooLate() : e;
        } finally {
            alarm.ifPresent(one -> one.cancel(false));
        }
    }

    private void giveUp() {
        late = true;
        try {
            in.close();
        } catch (IOException ignored) {
            // The reader notices.
        }
    }

    private HttpTimeoutException tooLate() {
        return new HttpTimeoutException(
                (end.isPresent() ? "not complete after " : "no data for ") + limit.toSeconds() + " s");
    }

    @Override
    public void close() throws IOException {
        end.ifPresent(alarm -> alarm.cancel(false));
        super.close();
    }
}
