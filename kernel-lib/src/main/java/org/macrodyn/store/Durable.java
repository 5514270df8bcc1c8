package org.macrodyn.store;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** Files that are there whole or not at all, and their checksums. */
public final class Durable {

    private Durable() {}

    /** Something that writes. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Something that reads or writes. */
    @FunctionalInterface
    interface Io<T> {
        T call() throws IOException;
    }

    /**
     * Finishes reading or writing although the thread is being interrupted: Java's channels would close themselves and
     * lose the work. Whoever polls the flag finds it set afterwards.
     */
    static <T> T uninterrupted(Io<T> io) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return io.call();
                } catch (ClosedByInterruptException | FileLockInterruptionException again) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #uninterrupted(Io)}, and what fails is told as one line that begins with the problem. */
    static <T> T done(String problem, Io<T> io) {
        try {
            return uninterrupted(io);
        } catch (IOException failed) {
            throw new UncheckedIOException(problem + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * Writes a file whole or not at all: to a temporary file beside it, content on disk first, then the name.
     *
     * @param target the file, its directory made if absent
     * @param writer writes the content at the path that it is given; once more if it is interrupted
     * @throws IOException if it cannot be written
     */
    public static void replace(Path target, Stage.FileWriter writer) throws IOException {
        Files.createDirectories(directory(target));
        uninterrupted(() -> {
            Path temporary = Temporary.beside(target);
            try {
                writer.write(temporary);
                publish(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
            return target;
        });
    }

    /** Puts a finished temporary file in its place: content on disk first, then the name. */
    static void publish(Path temporary, Path target) throws IOException {
        sync(temporary);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(directory(target));
    }

    static String sha256(Path file) throws IOException {
        return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The SHA-256 sum.
     *
     * @param bytes any. Not modified.
     * @return 64 hexadecimal digits
     */
    public static String sha256(byte[] bytes) {
        return Hashing.sha256().hashBytes(bytes).toString();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory");
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
