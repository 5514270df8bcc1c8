package org.macrodyn.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A zip file of named parts, for what is more than arrays: a model with its description. The same parts give the same
 * bytes; a file is there whole or not at all; what a file claims of its size is not believed.
 */
public final class Archive {
    private static final int MOST_PARTS = 1000;
    private static final long MOST_BYTES = 1L << 30;
    /** Weights hardly shrink; beyond this, content of more than a few times the file's size is not believed. */
    private static final long FREE_BYTES = 16L << 20;

    private static final int MOST_COMPRESSION = 4;

    private Archive() {}

    /**
     * Writes an archive: to a temporary file beside it, which is forced to disk and renamed.
     *
     * @param file where to, its directory made if absent; replaced if it exists
     * @param parts content by name, in this order
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, byte[]> parts) throws IOException {
        byte[] bytes = bytes(parts);
        Durable.replace(file.toAbsolutePath(), temporary -> Files.write(temporary, bytes));
    }

    /**
     * The content of the file that {@link #write} makes.
     *
     * @param parts content by name, in this order
     * @return its bytes
     */
    public static byte[] bytes(Map<String, byte[]> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(Npz.NO_TIME);
                zip.putNextEntry(entry);
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new AssertionError("memory can be written", impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an archive.
     *
     * @param file where from
     * @return content by name, in the order of the file
     * @throws ZipException if it is no such archive, is damaged, names a part twice, has too many parts, or unpacks to more than
     *     16 MB and four times its size, or than a quarter of this JVM's memory (at most 1 GB)
     * @throws IOException if it cannot be read
     */
    public static Map<String, byte[]> read(Path file) throws IOException {
        long believed = FREE_BYTES + MOST_COMPRESSION * Files.size(file);
        return read(
                file,
                Math.min(believed, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4)));
    }

    static Map<String, byte[]> read(Path file, long most) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            long left = most;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] part = zip.readNBytes((int) left + 1);
                left -= part.length;
                if (left < 0) {
                    throw new ZipException("unpacks to more than " + (most >> 20) + " MB");
                }
                if (parts.put(entry.getName(), part) != null || parts.size() > MOST_PARTS) {
                    throw new ZipException("names " + entry.getName() + " twice, or has too many parts");
                }
            }
        } catch (FileSystemException missing) {
            throw missing;
        } catch (IOException | IllegalArgumentException damaged) {
            // Not the message alone: some of the JDK's have none.
            throw damaged(
                    file + ": cannot be unpacked, it was altered or cut short (" + damaged + "): make it again",
                    damaged);
        }
        if (parts.isEmpty()) {
            throw new ZipException(
                    file + ": not an archive of a model: altered, cut short or another file, make it again");
        }
        return parts;
    }

    private static ZipException damaged(String message, Exception cause) {
        ZipException damaged = new ZipException(message);
        damaged.initCause(cause);
        return damaged;
    }
}
