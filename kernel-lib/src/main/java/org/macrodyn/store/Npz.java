package org.macrodyn.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes NumPy's {@code .npz} archives: a zip file with one {@code name.npy} per array, as
 * {@code numpy.load} reads them.
 *
 * <p>The same arrays give the same bytes: the entries' times and order are fixed.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";
    /** The earliest time that a zip file can name. */
    static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** The largest ratio that deflate reaches is 1032. */
    private static final long MOST_COMPRESSION = 1100;

    private Npz() {}

    /**
     * Writes arrays uncompressed ({@code numpy.savez}).
     *
     * @param path the file, replaced if it exists
     * @param arrays arrays by name, written in alphabetical order
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, Map<String, NpyArray> arrays) throws IOException {
        write(path, arrays, ZipEntry.STORED);
    }

    /**
     * Writes arrays compressed ({@code numpy.savez_compressed}); worth it for spins, not for floating point.
     *
     * @param path the file, replaced if it exists
     * @param arrays arrays by name, written in alphabetical order
     * @throws IOException if the file cannot be written
     */
    public static void writeCompressed(Path path, Map<String, NpyArray> arrays) throws IOException {
        write(path, arrays, ZipEntry.DEFLATED);
    }

    /**
     * The content of the file that {@link #write(Path, Map)} makes.
     *
     * @param arrays arrays by name
     * @return its bytes
     */
    public static byte[] bytes(Map<String, NpyArray> arrays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out, arrays, ZipEntry.STORED);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /**
     * Reads all arrays of what {@link #bytes} makes.
     *
     * @param content the archive. Not modified.
     * @param source what error messages call it
     * @return arrays by name
     * @throws IllegalArgumentException if it holds no array, or an array is damaged; one whose name is damaged is missing
     */
    public static Map<String, NpyArray> read(byte[] content, String source) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            // What follows an entry is only reached past the check of its checksum.
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(name(entry), Npy.read(zip, entry.getSize(), source + "!" + entry.getName()));
            }
        } catch (IOException damaged) {
            throw new IllegalArgumentException(
                    source + ": cannot be unpacked (" + damaged.getMessage() + "): damaged", damaged);
        }
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException(source + ": holds no array: damaged, or no .npz archive");
        }
        return arrays;
    }

    /**
     * Reads all arrays. An entry that is no array of plain numbers, or is damaged, spoils only itself: the map holds the
     * others, and refuses, saying why, when that one is asked for; so it does for a name that is not there.
     *
     * @param path the file
     * @return arrays by name, in the order of the file; {@link Map#get} throws an {@link IllegalArgumentException} for
     *     any other name
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such archive, or names an entry twice
     */
    public static Map<String, NpyArray> read(Path path) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        Map<String, String> refusals = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = name(entry);
                if (arrays.containsKey(name) || refusals.containsKey(name)) {
                    throw new IllegalArgumentException(
                            path + ": holds " + name + " twice, so that nobody can say which is meant: make it again");
                }
                try {
                    arrays.put(name, read(zip, entry, path + "!" + entry.getName()));
                } catch (IllegalArgumentException odd) {
                    refusals.put(name, odd.getMessage());
                }
            }
        } catch (ZipException | EOFException | NoSuchElementException notZip) {
            throw new IllegalArgumentException(
                    path + ": not a readable .npz file (" + notZip + "): damaged or of another kind, make it again",
                    notZip);
        }
        return new NpzArrays(path, arrays, refusals);
    }

    /**
     * One of these arrays.
     *
     * @param arrays arrays by name
     * @param name which
     * @return the array
     * @throws IllegalArgumentException if there is none of that name, or it is none
     */
    public static NpyArray array(Map<String, NpyArray> arrays, String name) {
        return Entries.required(arrays, name, "array ");
    }

    private static String name(ZipEntry entry) {
        String name = entry.getName();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static NpyArray read(ZipFile zip, ZipEntry entry, String source) throws IOException {
        if (!entry.getName().endsWith(SUFFIX)) {
            throw new IllegalArgumentException(source + ": not an array: its name must end in .npy");
        }
        // The size is what the file says of itself: one that no compression could reach is not believed.
        if (entry.getSize() > MOST_COMPRESSION * entry.getCompressedSize() + MOST_COMPRESSION) {
            throw new IllegalArgumentException(source + ": says that it has " + entry.getSize() + " bytes, "
                    + entry.getCompressedSize() + " are there: damaged, make it again");
        }
        try (InputStream stored = zip.getInputStream(entry);
                CheckedInputStream in = new CheckedInputStream(new BufferedInputStream(stored), new CRC32())) {
            NpyArray array = Npy.read(in, entry.getSize(), source);
            if (in.getChecksum().getValue() != entry.getCrc() || in.read() >= 0) {
                throw new IllegalArgumentException(
                        source + ": does not match its checksum (CRC): altered since it was written, make it again");
            }
            return array;
        } catch (ZipException | EOFException damaged) {
            throw new IllegalArgumentException(
                    source + ": cannot be unpacked (" + damaged.getMessage() + "): damaged, make it again", damaged);
        }
    }

    /** Odd entries are told when they are asked for. */
    private static final class NpzArrays extends AbstractMap<String, NpyArray> {
        private final Path path;
        private final Map<String, NpyArray> arrays;
        private final Map<String, String> refusals;

        NpzArrays(Path path, Map<String, NpyArray> arrays, Map<String, String> refusals) {
            this.path = path;
            this.arrays = Collections.unmodifiableMap(arrays);
            this.refusals = refusals;
        }

        @Override
        public Set<Map.Entry<String, NpyArray>> entrySet() {
            return arrays.entrySet();
        }

        @Override
        public boolean containsKey(Object name) {
            return arrays.containsKey(name);
        }

        @Override
        public NpyArray get(Object name) {
            if (refusals.containsKey(name)) {
                throw new IllegalArgumentException(refusals.get(name));
            }
            if (!arrays.containsKey(name)) {
                throw new IllegalArgumentException(path + ": has no array " + name + ": has " + arrays.keySet());
            }
            return arrays.get(name);
        }
    }

    private static void write(Path path, Map<String, NpyArray> arrays, int method) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            write(out, arrays, method);
        }
    }

    private static void write(OutputStream out, Map<String, NpyArray> arrays, int method) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, NpyArray> array : new TreeMap<>(arrays).entrySet()) {
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
