package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CellThreadTest {
    private final CellThread thread = new CellThread(Duration.ofMillis(200));

    @Test
    void endsAnInterruptedLoopOfPrints() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CellOutput output = new CellOutput((error, text) ->
                sent.addAndGet((int) text.chars().filter(c -> c == 'x').count()));
        var out = output.stream(false);
        CountDownLatch printing = new CountDownLatch(100);
        Thread interrupter = new Thread(() -> {
            try {
                printing.await();
            } catch (InterruptedException e) {
                return;
            }
            thread.interrupt();
        });
        interrupter.start();
        Throwable thrown = catchThrowable(() -> thread.call(() -> {
            while (true) {
                try {
                    out.print("x");
                    printing.countDown();
                } catch (Exception ignored) {
                    // As cells do that go on whatever happens.
                }
            }
        }));
        assertThat(thrown).isInstanceOf(CellThread.Stopped.class);
        output.flush();
        int before = sent.get();
        Thread.sleep(120);
        output.flush();
        assertThat(sent).hasValue(before);
    }

    @Test
    void silencesWhatWasGivenUp() throws Throwable {
        StringBuilder sent = new StringBuilder();
        CellOutput output = new CellOutput((error, text) -> sent.append(text));
        var out = output.stream(false);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Throwable thrown = catchThrowable(() -> thread.call(() -> {
            thread.interrupt();
            while (go.getCount() > 0) {
                Thread.onSpinWait();
            }
            try {
                out.print("late");
            } finally {
                ended.countDown();
            }
            return null;
        }));
        assertThat(thrown).isInstanceOf(CellThread.GivenUp.class);
        thread.startCell();
        go.countDown();
        ended.await();
        thread.call(() -> {
            out.print("next");
            return null;
        });
        output.flush();
        assertThat(sent.toString()).isEqualTo("next");
    }

    @Test
    void letsAnInterruptedCellSayGoodbye() throws Throwable {
        StringBuilder sent = new StringBuilder();
        CellOutput output = new CellOutput((error, text) -> sent.append(text));
        var out = output.stream(false);
        thread.call(() -> {
            thread.interrupt();
            out.println("stopped after 3 of 10 runs");
            return null;
        });
        output.flush();
        assertThat(sent.toString()).isEqualTo("stopped after 3 of 10 runs\n");
    }
}
