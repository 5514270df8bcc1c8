package org.macrodyn.kernel;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Ends the kernel's process: with its Jupyter, and in bounded time. */
final class Lifeline {
    private static final long MILLIS_BETWEEN_LOOKS = 1000;

    private Lifeline() {}

    /**
     * Exits when the parent process has died, so that no orphan keeps its memory and cores.
     *
     * @param declaredParent the process id in {@code JPY_PARENT_PID}; null means the parent of this process
     */
    static void watchParent(String declaredParent) {
        Optional<ProcessHandle> parent = declaredParent == null
                ? ProcessHandle.current().parent()
                : ProcessHandle.of(Long.parseLong(declaredParent));
        parent.ifPresent(process -> daemon("parent-watch", () -> {
            while (process.isAlive()) {
                pause(MILLIS_BETWEEN_LOOKS);
            }
            exitWithin(MILLIS_BETWEEN_LOOKS);
        }));
    }

    /** Exits in an orderly way, and at the latest after this time without order. */
    static void exitWithin(long millis) {
        daemon("last-resort", () -> {
            pause(millis);
            Runtime.getRuntime().halt(0);
        });
        daemon("exit", () -> System.exit(0));
    }

    /** Starts {@link #exitWithin} later, so that a last message can leave. */
    static void exitAfter(long delayMillis, long millis) {
        daemon("exit-soon", () -> {
            pause(delayMillis);
            exitWithin(millis);
        });
    }

    private static void daemon(String name, Runnable task) {
        DeepThread.of(name, task).start();
    }

    private static void pause(long millis) {
        Uninterruptibles.sleepUninterruptibly(millis, TimeUnit.MILLISECONDS);
    }
}
