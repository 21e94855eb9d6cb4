package dev.mcpauth.client.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A response body on which no read waits longer than the time limit. The JDK limits only the time to the headers. */
final class TimedInput extends FilterInputStream {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "time limit");
        thread.setDaemon(true);
        return thread;
    });

    private final Duration limit;
    private volatile boolean late;

    /** @param limit zero for none */
    TimedInput(InputStream in, Duration limit) {
        super(in);
        this.limit = limit;
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
        ScheduledFuture<?> alarm = TIMER.schedule(this::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int count = in.read(buffer, offset, length);
            if (late) {
                throw tooLate();
            }
            return count;
        } catch (IOException e) {
            throw late ? tooLate() : e;
        } finally {
            alarm.cancel(false);
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
        return new HttpTimeoutException("no data for " + limit.toSeconds() + " s");
    }
}
