package org.macrodyn.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A map over an index range on a number of threads.
 *
 * <p>Tasks share nothing and draw their random numbers from {@link RandomStreams} by their index, so that the result does
 * not depend on the number of threads. The calling thread does no work: it reports progress and listens for interrupts,
 * which it passes on.
 */
public final class Parallel {
    private static final long REPORT_MILLIS = 100;
    /** Parts of a long task that its progress is told in. */
    private static final long PARTS = 1000;

    private Parallel() {}

    /** One task of a range. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does the work of one index.
         *
         * @param index its number
         * @throws Exception if it fails; the range is then abandoned
         */
        void run(int index) throws Exception;
    }

    /** One long task of a range, which tells how far it is. */
    @FunctionalInterface
    public interface LongTask {
        /**
         * Does the work of one index.
         *
         * @param index its number
         * @param own hears how much of this task is done, from the thread that runs it
         * @throws Exception if it fails; the range is then abandoned
         */
        void run(int index, ProgressListener own) throws Exception;
    }

    /**
     * The threads that this machine offers, or as many as the environment variable {@code MACRODYN_THREADS} says.
     *
     * @return at least 1
     * @throws IllegalArgumentException if the variable is not a number of at least 1
     */
    public static int defaultThreads() {
        String given = System.getenv("MACRODYN_THREADS");
        if (given == null || given.isBlank()) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!given.strip().matches("[1-9]\\d{0,4}")) {
            throw new IllegalArgumentException(
                    "MACRODYN_THREADS = " + given + ": must be a whole number of at least 1, or unset");
        }
        return Integer.parseInt(given.strip());
    }

    /**
     * Runs the tasks from, …, to − 1.
     *
     * @param from first index
     * @param to index after the last
     * @param threads number of threads, at least 1
     * @param progress hears how many tasks are done, from the calling thread
     * @param task the work of one index
     * @throws CancellationException if the calling thread is interrupted; tasks that had finished stay done
     * @throws IllegalArgumentException if threads is below 1
     */
    public static void forEach(int from, int to, int threads, ProgressListener progress, Task task) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
        }
        if (to > from) {
            new Range(from, to, task).run(Math.min(threads, to - from), progress);
        }
    }

    /**
     * Runs the tasks from, …, to − 1, few and long ones, whose progress is heard while they run.
     *
     * @param from first index
     * @param to index after the last
     * @param threads number of threads, at least 1
     * @param progress hears how many thousandths of tasks are done, from the calling thread
     * @param task the work of one index
     * @throws CancellationException if the calling thread is interrupted; tasks that had finished stay done
     * @throws IllegalArgumentException if threads is below 1
     */
    public static void forEachLong(int from, int to, int threads, ProgressListener progress, LongTask task) {
        AtomicLong all = new AtomicLong();
        ProgressListener parts = (done, total, note) -> progress.update(all.get(), PARTS * total, note);
        forEach(from, to, threads, parts, index -> {
            ProgressListener own = new Own(all);
            task.run(index, own);
            own.update(1, 1, "");
        });
    }

    /** Adds the parts of one task to those of all. */
    private static final class Own implements ProgressListener {
        private final AtomicLong all;
        private long told;

        Own(AtomicLong all) {
            this.all = all;
        }

        @Override
        public void update(long done, long total, String note) {
            long now = Math.min(PARTS, PARTS * done / Math.max(1, total));
            if (now > told) {
                all.addAndGet(now - told);
                told = now;
            }
        }
    }

    private static final class Range {
        private final int from;
        private final int to;
        private final Task task;
        private final AtomicInteger next;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Range(int from, int to, Task task) {
            this.from = from;
            this.to = to;
            this.task = task;
            next = new AtomicInteger(from);
        }

        void run(int threads, ProgressListener progress) {
            CountDownLatch finished = new CountDownLatch(threads);
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread worker = new Thread(() -> work(finished), "macrodyn-" + i);
                worker.setDaemon(true);
                workers.add(worker);
                worker.start();
            }
            await(finished, workers, progress);
            rethrow();
            progress.update(to - from, to - from, "");
        }

        private void work(CountDownLatch finished) {
            try {
                while (failure.get() == null) {
                    int index = next.getAndIncrement();
                    if (index >= to) {
                        return;
                    }
                    task.run(index);
                    done.incrementAndGet();
                }
            } catch (Throwable problem) {
                failure.compareAndSet(null, problem);
            } finally {
                finished.countDown();
            }
        }

        private void await(CountDownLatch finished, List<Thread> workers, ProgressListener progress) {
            try {
                while (!finished.await(REPORT_MILLIS, TimeUnit.MILLISECONDS)) {
                    progress.update(done.get(), to - from, "");
                    if (failure.get() != null) {
                        workers.forEach(Thread::interrupt);
                    }
                }
            } catch (InterruptedException interrupt) {
                CancellationException cancelled = new CancellationException(
                        "interrupted after " + done.get() + " of " + (to - from) + " tasks; run again to continue");
                failure.set(cancelled);
                workers.forEach(Thread::interrupt);
                throw cancelled;
            }
        }

        private void rethrow() {
            Throwable problem = failure.get();
            if (problem instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (problem instanceof Error error) {
                throw error;
            }
            if (problem != null) {
                throw new IllegalStateException(problem.getMessage(), problem);
            }
        }
    }
}
