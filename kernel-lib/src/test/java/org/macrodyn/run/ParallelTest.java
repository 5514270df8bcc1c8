package org.macrodyn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelTest {
    @Test
    void everyIndexRunsOnce() {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Parallel.forEach(3, 103, 4, ProgressListener.NONE, seen::add);
        assertThat(seen).hasSize(100).doesNotHaveDuplicates().allMatch(i -> i >= 3 && i < 103);
    }

    @Test
    void progressComesFromTheCallingThreadAndEndsComplete() {
        List<Thread> callers = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        Parallel.forEach(
                0,
                4,
                2,
                (count, total, note) -> {
                    callers.add(Thread.currentThread());
                    done.add(count);
                },
                i -> Thread.sleep(150));
        assertThat(callers).containsOnly(Thread.currentThread());
        assertThat(done).isSorted().endsWith(4L).hasSizeGreaterThan(1);
    }

    /** One task in four steps, each of which waits until the last was heard; and another, of which nothing is told. */
    @Test
    void longTasksAreHeardWhileTheyRun() {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        Parallel.forEachLong(
                0,
                2,
                1,
                (done, total, note) -> {
                    assertThat(total).isEqualTo(2000);
                    heard.add(done);
                },
                (index, own) -> {
                    for (int step = 1; index == 0 && step <= 4; step++) {
                        own.update(step, 4, "");
                        while (!heard.contains(250L * step)) {
                            Thread.sleep(1);
                        }
                    }
                });
        assertThat(heard).isSorted().contains(250L, 500L, 750L, 1000L).endsWith(2000L);
    }

    @Test
    void interruptStopsTheWorkersAndKeepsFinishedTasks() throws Exception {
        AtomicInteger finished = new AtomicInteger();
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            caller.interrupt();
        });
        interrupter.start();
        long start = System.nanoTime();
        assertThatThrownBy(() -> Parallel.forEach(0, 1000, 2, ProgressListener.NONE, i -> {
                    if (i >= 4) {
                        Thread.sleep(60_000);
                    }
                    finished.incrementAndGet();
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("interrupted after 4 of 1000 tasks");
        assertThat((System.nanoTime() - start) / 1e6).isLessThan(5000);
        assertThat(finished).hasValue(4);
        interrupter.join();
    }

    @Test
    void aFailureReachesTheCaller() {
        assertThatThrownBy(() -> Parallel.forEach(0, 10, 2, ProgressListener.NONE, i -> {
                    throw new IllegalArgumentException("task " + i + " has bad input");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has bad input");
        assertThatThrownBy(() -> Parallel.forEach(0, 10, 0, ProgressListener.NONE, i -> {}))
                .hasMessage("threads = 0: must be at least 1");
    }
}
