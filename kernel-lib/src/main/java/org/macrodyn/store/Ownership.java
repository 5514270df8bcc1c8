package org.macrodyn.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The right of one thread, among all processes that share a store, to work on a stage that keeps checkpoints: two that
 * wrote them in turn would undo each other's work. It ends when it is closed, and when the process dies.
 */
public final class Ownership implements AutoCloseable {
    private static final String FILE = ".owner";
    private static final long WAIT_MILLIS = 100;
    /** Far behind the text, which others must be able to read meanwhile. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /**
     * Stages owned in this process: a file lock belongs to the whole process, and a second opening of the file would end it
     * when closed.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final RandomAccessFile file;

    private Ownership(Path key, RandomAccessFile file) {
        this.key = key;
        this.file = file;
    }

    /** Takes a stage's ownership if nobody has it. */
    static Optional<Ownership> tryTake(Path directory) {
        try {
            Path key = directory.toRealPath().resolve(FILE);
            if (!OURS.add(key)) {
                return Optional.empty();
            }
            Optional<Ownership> taken = Optional.empty();
            try {
                taken = Durable.uninterrupted(() -> lock(key));
            } finally {
                if (taken.isEmpty()) {
                    OURS.remove(key);
                }
            }
            return taken;
        } catch (IOException failed) {
            throw new UncheckedIOException(directory + ": its owner cannot be found: " + failed.getMessage(), failed);
        }
    }

    private static Optional<Ownership> lock(Path key) throws IOException {
        RandomAccessFile file = new RandomAccessFile(key.toFile(), "rw");
        FileLock lock = null;
        try {
            lock = file.getChannel().tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                return Optional.empty();
            }
            file.setLength(0);
            file.write(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
            return Optional.of(new Ownership(key, file));
        } finally {
            if (lock == null) {
                file.close();
            }
        }
    }

    /** Takes a stage's ownership, after whoever has it. */
    static Ownership take(Path directory, Consumer<String> waiting) {
        String said = "";
        while (true) {
            Optional<Ownership> taken = tryTake(directory);
            if (taken.isPresent()) {
                return taken.get();
            }
            String owner = "waiting for " + owner(directory) + ", which works on it";
            if (!owner.equals(said)) {
                said = owner;
                waiting.accept(owner);
            }
            try {
                Thread.sleep(WAIT_MILLIS);
            } catch (InterruptedException interrupt) {
                throw new CancellationException("interrupted while " + owner + "; run again to continue");
            }
        }
    }

    private static String owner(Path directory) {
        try {
            Path file = directory.toRealPath().resolve(FILE);
            if (OURS.contains(file)) {
                return "another thread of this process";
            }
            String text = Durable.uninterrupted(() -> Files.readString(file));
            return text.isEmpty() ? "another process" : text;
        } catch (IOException unreadable) {
            return "another process";
        }
    }

    /** Gives the stage to whoever waits for it. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(key + " cannot be closed", failed);
        } finally {
            OURS.remove(key);
        }
    }
}
