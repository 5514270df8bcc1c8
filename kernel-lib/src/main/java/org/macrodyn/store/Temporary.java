package org.macrodyn.store;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unfinished files, {@code .name-place-process-number.tmp}: the name says who writes them, so that others leave them alone
 * while their process lives, and anybody may sweep them when it is dead.
 */
final class Temporary {
    private static final Pattern NAME = Pattern.compile("\\..*-(?<place>[0-9a-f]{8})-(?<process>\\d{1,18})-\\d+\\.tmp");
    /** What another machine, or a container, left: whether its process lives cannot be seen from here. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final AtomicLong NUMBER = new AtomicLong();
    /** Where process numbers mean the same: one machine, and on it one container. */
    private static final String PLACE = place();

    private Temporary() {}

    /** An empty file of this process, with the permissions that any new file of the user has. */
    static Path beside(Path target) throws IOException {
        String name = "." + target.getFileName() + "-" + PLACE + "-"
                + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + ".tmp";
        return Files.createFile(target.resolveSibling(name));
    }

    /** Deletes what dead processes left unfinished in a directory, where that is allowed. */
    static void sweep(Path directory) throws IOException {
        if (!Files.isWritable(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".*.tmp")) {
            for (Path file : files) {
                if (abandoned(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean abandoned(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && name.group("place").equals(PLACE)) {
            long process = Long.parseLong(name.group("process"));
            return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
        }
        try {
            Instant touched = Files.getLastModifiedTime(file).toInstant();
            return touched.isBefore(Instant.now().minus(ABANDONED));
        } catch (NoSuchFileException finished) {
            return false;
        }
    }

    private static String place() {
        String container;
        try {
            container = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException noLinux) {
            container = "";
        }
        return Durable.sha256(host() + " " + container).substring(0, 8);
    }

    /** The kernel's own answer where there is one: the resolver's may take seconds. */
    private static String host() {
        try {
            Path kernel = Path.of("/proc/sys/kernel/hostname");
            return Files.exists(kernel)
                    ? Files.readString(kernel).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException nameless) {
            return "";
        }
    }
}
