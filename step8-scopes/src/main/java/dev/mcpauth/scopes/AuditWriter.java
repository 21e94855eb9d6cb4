package dev.mcpauth.scopes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries on a thread of its own, so that a request does not wait for the disk or the terminal. Nothing is lost: if
 * the queue is full, the request waits for a place in it. While the thread does not run, each caller writes its own entry.
 *
 * @param <T> the type of the entries
 */
final class AuditWriter<T> {

    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);

    /** After it has written, the thread lets entries gather for so long. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final BlockingQueue<T> queue;
    private final T end;
    private final Consumer<T> output;
    private final Thread thread = new Thread(this::writeUntilTheEnd, "audit-writer");
    private volatile boolean running;

    /**
     * @param capacity how many entries may wait
     * @param end an entry that is never written; it ends the thread
     */
    AuditWriter(int capacity, T end, Consumer<T> output) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.end = end;
        this.output = output;
        thread.setDaemon(true);
    }

    void start() {
        running = true;
        thread.start();
    }

    /** Returns when all entries are written. */
    void stop() {
        running = false;
        enqueue(end);
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writeAll();
    }

    void write(T entry) {
        enqueue(entry);
        if (!running) {
            writeAll();
        }
    }

    private void enqueue(T entry) {
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            output(entry); // out of order, but not lost
        }
    }

    private synchronized void writeAll() {
        List<T> entries = new ArrayList<>();
        queue.drainTo(entries);
        entries.forEach(this::output);
    }

    private void output(T entry) {
        if (entry == end) {
            return;
        }
        try {
            output.accept(entry);
        } catch (RuntimeException e) {
            LOG.error("An entry of the audit log could not be written", e);
        }
    }

    private void writeUntilTheEnd() {
        List<T> entries = new ArrayList<>();
        try {
            while (!entries.contains(end)) {
                entries.clear();
                entries.add(queue.take());
                queue.drainTo(entries);
                entries.forEach(this::output);
                // Under load, waking the thread for each entry would cost more than writing it.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
            writeAll(); // of callers who still wait for this thread
        }
    }
}
