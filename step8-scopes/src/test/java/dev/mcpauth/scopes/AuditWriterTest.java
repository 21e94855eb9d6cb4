package dev.mcpauth.scopes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AuditWriterTest {

    private static final String END = "end";

    private final List<String> written = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    private void slowly(String entry) {
        reached.countDown();
        try {
            opened.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        written.add(entry);
    }

    @Test
    void makesCallersWaitOnlyIfTheQueueIsFull() throws Exception {
        AuditWriter<String> writer = new AuditWriter<>(2, END, this::slowly);
        writer.start();
        writer.write("1");
        reached.await(); // the thread has taken it, and its output is blocked
        writer.write("2");
        writer.write("3");
        Thread caller = new Thread(() -> writer.write("4"));
        caller.start();
        while (caller.getState() != Thread.State.WAITING && caller.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(caller.isAlive(), "the fourth entry did not wait");
            Thread.onSpinWait();
        }
        assertEquals(List.of(), written);
        opened.countDown();
        caller.join();
        writer.stop();
        assertEquals(List.of("1", "2", "3", "4"), written);
    }

    @Test
    void writesEverythingBeforeItHasStopped() {
        AuditWriter<String> writer = new AuditWriter<>(1000, END, this::slowly);
        List<String> entries = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
        writer.start();
        entries.forEach(writer::write);
        opened.countDown();
        writer.stop();
        assertEquals(entries, written);
    }

    @Test
    void callersWriteWhileTheThreadDoesNotRun() {
        opened.countDown();
        AuditWriter<String> writer = new AuditWriter<>(1, END, this::slowly);
        writer.write("before the start");
        assertEquals(List.of("before the start"), written);
        writer.start();
        writer.stop();
        writer.write("after the stop");
        writer.write("and again");
        assertEquals(List.of("before the start", "after the stop", "and again"), written);
    }

    @Test
    void losesNothingIfTheOutputFails() {
        opened.countDown();
        AuditWriter<String> writer = new AuditWriter<>(1, END, entry -> {
            if (entry.equals("fails")) {
                throw new IllegalStateException("expected by the test");
            }
            slowly(entry);
        });
        writer.start();
        writer.write("fails");
        for (int i = 0; i < 100; i++) {
            writer.write("more"); // must not wait forever for a thread that has ended
        }
        writer.stop();
        assertEquals(Collections.nCopies(100, "more"), written);
    }
}
