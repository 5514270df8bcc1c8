package org.macrodyn.kernel;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that runs cells, so that it can be interrupted without harm to the thread that speaks to Jupyter.
 *
 * <p>A task that ignores an interrupt is given up after a while and its thread replaced: it goes on burning a core, but
 * the cells after it run.
 */
final class CellThread {
    /** Room for a few lines of farewell between an interrupt and the end. */
    private static final int WRITES_AFTER_INTERRUPT = 100;

    private final Duration patience;
    private ExecutorService worker = newWorker();
    private @Nullable Worker busy;
    private volatile long interruptedAt;

    CellThread(Duration patience) {
        this.patience = patience;
    }

    /** The task ignored its interrupt. */
    static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1L;

        GivenUp() {
            super("the task ignored its interrupt", null, false, false);
        }
    }

    /** Ends a cell that was interrupted and goes on writing. An error, as loops that catch exceptions are not rare. */
    static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the cell was stopped", null, false, false);
        }
    }

    private static final class Worker extends Thread {
        private volatile int writesLeft = Integer.MAX_VALUE;

        Worker(Runnable task) {
            super(task, "cell");
            setDaemon(true);
        }

        private void countWrite() {
            int left = writesLeft;
            if (left <= 0) {
                throw new Stopped();
            }
            if (left != Integer.MAX_VALUE) {
                writesLeft = left - 1;
            }
        }
    }

    /**
     * To be called before anything is printed or shown.
     *
     * @throws Stopped on the thread of a cell that was interrupted and has had time to say good-bye
     */
    static void beforeOutput() {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.countWrite();
        }
    }

    /** Forgets an interrupt of the cell before. */
    void startCell() {
        interruptedAt = 0;
    }

    boolean isInterrupted() {
        return interruptedAt != 0;
    }

    synchronized void interrupt() {
        interruptedAt = System.nanoTime();
        if (busy != null) {
            busy.writesLeft = WRITES_AFTER_INTERRUPT;
            busy.interrupt();
        }
    }

    /**
     * Runs a task on the cell thread and waits.
     *
     * @throws Throwable what the task threw, or {@link GivenUp}
     */
    <T> T call(Callable<T> task) throws Throwable {
        CompletableFuture<T> result = new CompletableFuture<>();
        worker.execute(() -> run(task, result));
        while (true) {
            try {
                return result.get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                giveUpIfDeaf();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }
    }

    private <T> void run(Callable<T> task, CompletableFuture<T> result) {
        enter();
        T value = null;
        Throwable thrown = null;
        try {
            value = task.call();
        } catch (Throwable t) {
            thrown = t;
        }
        leave();
        if (thrown == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(thrown);
        }
    }

    private synchronized void enter() {
        Thread.interrupted();
        Worker worker = (Worker) Thread.currentThread();
        worker.writesLeft = Integer.MAX_VALUE;
        busy = worker;
    }

    private synchronized void leave() {
        if (busy == Thread.currentThread()) {
            busy = null;
        }
        Thread.interrupted();
    }

    private void giveUpIfDeaf() throws GivenUp {
        long since = interruptedAt;
        if (since != 0 && System.nanoTime() - since > patience.toNanos()) {
            synchronized (this) {
                worker.shutdown();
                worker = newWorker();
                if (busy != null) {
                    busy.writesLeft = 0;
                }
                busy = null;
            }
            throw new GivenUp();
        }
    }

    private static ExecutorService newWorker() {
        return Executors.newSingleThreadExecutor(Worker::new);
    }
}
