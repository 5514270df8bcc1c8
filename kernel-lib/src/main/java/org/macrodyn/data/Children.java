package org.macrodyn.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Living processes, and the thread that watches them while there are any. None outlives this JVM: what is still there when it
 * ends is killed, and where the JVM itself is killed their stdin ends, at which a simulator must stop.
 */
final class Children {
    private static final long WATCH_MILLIS = 40;
    private static final Set<ChildProcess> OF_ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OF_ALL.forEach(ChildProcess::kill), "macrodyn-simulators-end"));
    }

    private final Set<ChildProcess> alive = ConcurrentHashMap.newKeySet();
    private @Nullable Thread watcher;

    ChildProcess start(Simulator simulator, Path folder) {
        try {
            ChildProcess child = new ChildProcess(simulator, folder);
            OF_ALL.add(child);
            alive.add(child);
            watch();
            return child;
        } catch (IOException notThere) {
            throw new IllegalArgumentException("simulator '" + simulator + "' cannot be started: "
                    + Line.of(String.valueOf(notThere.getMessage()), 200) + "; give a program that is here");
        }
    }

    void remove(ChildProcess child) {
        child.kill();
        alive.remove(child);
        OF_ALL.remove(child);
    }

    void close() {
        alive.forEach(this::remove);
    }

    private synchronized void watch() {
        if (watcher == null) {
            watcher = new Thread(this::watchAll, "macrodyn-simulators");
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    private void watchAll() {
        while (anyLeft()) {
            alive.forEach(ChildProcess::watch);
            try {
                Thread.sleep(WATCH_MILLIS);
            } catch (InterruptedException noReasonToStop) {
                // Nobody interrupts this thread.
            }
        }
    }

    private synchronized boolean anyLeft() {
        if (alive.isEmpty()) {
            watcher = null;
        }
        return !alive.isEmpty();
    }
}
