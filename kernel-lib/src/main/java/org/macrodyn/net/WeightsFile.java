package org.macrodyn.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.macrodyn.store.Archive;
import org.macrodyn.store.Durable;
import org.macrodyn.store.Fields;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;

/**
 * The file of a model: a zip of arrays ({@code .npy}) and descriptions (JSON), with their SHA-256 sums beside; {@code numpy.load}
 * reads it. It is parsed: no object of Java is read from it, and it names no class. A file that was altered, holds anything else
 * or unpacks to much more than its size is refused.
 *
 * @param file where from, for messages
 * @param parts content by name
 */
public record WeightsFile(Path file, Map<String, byte[]> parts) {
    private static final String SUMS = "SHA256SUMS";
    private static final String ARRAY = ".npy";

    /**
     * Writes a file: to a temporary one beside it, which is forced to disk and renamed. The same parts give the same bytes.
     *
     * @param file where to
     * @param parts content by name: arrays by {@link #put}, descriptions as JSON with names that end with {@code .json}
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, byte[]> parts) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(parts);
        all.put(SUMS, sums(parts).getBytes(StandardCharsets.UTF_8));
        Archive.write(file, all);
    }

    /**
     * Reads a file.
     *
     * @param file where from
     * @param known full names of all parts that there may be
     * @return its content
     * @throws IOException if it cannot be read, was altered, or holds anything else
     */
    public static WeightsFile read(Path file, Set<String> known) throws IOException {
        Map<String, byte[]> parts = Archive.read(file);
        byte[] sums = parts.remove(SUMS);
        for (String name : parts.keySet()) {
            if (!known.contains(name)) {
                throw new IOException(file + ": holds " + Fields.shortened(name)
                        + ", which is no part of a model: of an older version or another file, make it again");
            }
        }
        if (sums == null || !sums(parts).equals(new String(sums, StandardCharsets.UTF_8))) {
            throw new IOException(
                    file + ": contents do not match their SHA-256 sums; the file was altered or cut short,"
                            + " make it again");
        }
        return new WeightsFile(file, parts);
    }

    /**
     * Adds an array to the parts of a file.
     *
     * @param parts content by name
     * @param name of the array, without an ending
     * @param array its numbers
     */
    public static void put(Map<String, byte[]> parts, String name, NpyArray array) {
        parts.put(name + ARRAY, Npy.bytes(array));
    }

    /**
     * Whether a part is there.
     *
     * @param part its full name
     * @return true if so
     */
    public boolean has(String part) {
        return parts.containsKey(part);
    }

    /**
     * An array of any shape.
     *
     * @param name without an ending
     * @return its numbers
     * @throws IOException if it is not there
     */
    public NpyArray array(String name) throws IOException {
        return Npy.read(part(name + ARRAY), file + "!" + name + ARRAY);
    }

    /**
     * A vector of finite numbers.
     *
     * @param name without an ending
     * @return the numbers
     * @throws IOException if it is not there, or a number is not finite
     */
    public float[] floats(String name) throws IOException {
        float[] values = array(name).floats();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IOException(file + ": " + name + " holds " + value + ": must be finite, train it again");
            }
        }
        return values;
    }

    /**
     * A vector of finite numbers.
     *
     * @param name without an ending
     * @param length how many there must be
     * @return the numbers
     * @throws IOException if it is not there, has another length, or a number is not finite
     */
    public float[] floats(String name, int length) throws IOException {
        float[] values = floats(name);
        requireLength(name, values.length, length);
        return values;
    }

    /**
     * A vector in double precision.
     *
     * @param name without an ending
     * @param length how many there must be
     * @return the numbers
     * @throws IOException if it is not there, or has another length
     */
    public double[] doubles(String name, int length) throws IOException {
        double[] values = array(name).doubles();
        requireLength(name, values.length, length);
        return values;
    }

    private void requireLength(String name, int given, int wanted) throws IOException {
        if (given != wanted) {
            throw new IOException(file + ": " + name + " has " + given + " numbers, its description asks for " + wanted
                    + ": not the file of one model, train it again");
        }
    }

    /**
     * A description.
     *
     * @param name its full name
     * @return its fields
     * @throws IOException if it is not there
     */
    public Fields description(String name) throws IOException {
        return Fields.parse(new String(part(name), StandardCharsets.UTF_8), file + "!" + name);
    }

    private byte[] part(String name) throws IOException {
        byte[] part = parts.get(name);
        if (part == null) {
            throw new IOException(file + ": no " + name + " inside; it is of another kind or an older version, which"
                    + " wrote " + parts.keySet() + ": make it again");
        }
        return part;
    }

    /**
     * What was found wrong with a file.
     *
     * @param file the file
     * @param wrong what was found
     * @return its message, which begins with the file's name
     */
    public static String told(Path file, Exception wrong) {
        String told = String.valueOf(wrong.getMessage());
        return told.startsWith(file.toString()) ? told : file + ": " + told;
    }

    private static String sums(Map<String, byte[]> entries) {
        StringBuilder lines = new StringBuilder();
        entries.forEach((name, bytes) ->
                lines.append(Durable.sha256(bytes)).append("  ").append(name).append('\n'));
        return lines.toString();
    }
}
