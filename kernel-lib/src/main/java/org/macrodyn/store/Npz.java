package org.macrodyn.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes NumPy's {@code .npz} archives: a zip file with one {@code name.npy} per array, as
 * {@code numpy.load} reads them.
 *
 * <p>The same arrays give the same bytes: the entries' times are fixed.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";
    /** The earliest time that a zip file can name. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * Writes arrays uncompressed ({@code numpy.savez}).
     *
     * @param path the file, replaced if it exists
     * @param arrays arrays by name, written in the map's order
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, Map<String, NpyArray> arrays) throws IOException {
        write(path, arrays, ZipEntry.STORED);
    }

    /**
     * Writes arrays compressed ({@code numpy.savez_compressed}); worth it for spins, not for floating point.
     *
     * @param path the file, replaced if it exists
     * @param arrays arrays by name, written in the map's order
     * @throws IOException if the file cannot be written
     */
    public static void writeCompressed(Path path, Map<String, NpyArray> arrays) throws IOException {
        write(path, arrays, ZipEntry.DEFLATED);
    }

    /**
     * Reads all arrays.
     *
     * @param path the file
     * @return arrays by name, in the order of the file
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such archive or one of its arrays is not read by {@link Npy}
     */
    public static Map<String, NpyArray> read(Path path) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String source = path + "!" + entry.getName();
                if (!entry.getName().endsWith(SUFFIX)) {
                    throw new IllegalArgumentException(source + ": not an array: every entry must end in .npy");
                }
                String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
                    arrays.put(name, Npy.read(in, entry.getSize(), source));
                }
            }
        } catch (ZipException notZip) {
            throw new IllegalArgumentException(path + ": not a readable .npz file: " + notZip.getMessage(), notZip);
        }
        return arrays;
    }

    private static void write(Path path, Map<String, NpyArray> arrays, int method) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTimeLocal(NO_TIME);
                entry.setMethod(method);
                if (method == ZipEntry.STORED) {
                    entry.setSize(Npy.size(array.getValue()));
                    entry.setCrc(checksum(array.getValue()));
                }
                zip.putNextEntry(entry);
                Npy.write(zip, array.getValue());
                zip.closeEntry();
            }
        }
    }

    /** A stored entry must name its checksum before its content. */
    private static long checksum(NpyArray array) throws IOException {
        CheckedOutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        Npy.write(out, array);
        return out.getChecksum().getValue();
    }
}
