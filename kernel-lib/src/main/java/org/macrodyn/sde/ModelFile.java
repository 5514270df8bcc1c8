package org.macrodyn.sde;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.macrodyn.store.Archive;
import org.macrodyn.store.Fields;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;

/**
 * The file of a model: a zip of arrays ({@code .npy}) and descriptions (JSON), with their SHA-256 sums beside. It is parsed:
 * no object of Java is read from it, and it names no class. A file that was altered is refused.
 *
 * @param file where from, for messages
 * @param parts content by name
 */
record ModelFile(Path file, Map<String, byte[]> parts) {
    private static final String SUMS = "SHA256SUMS";
    private static final String ARRAY = ".npy";

    static void write(Path file, Map<String, byte[]> parts) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(parts);
        all.put(SUMS, sums(parts).getBytes(StandardCharsets.UTF_8));
        Archive.write(file, all);
    }

    static ModelFile read(Path file) throws IOException {
        Map<String, byte[]> parts = Archive.read(file);
        byte[] sums = parts.remove(SUMS);
        if (sums == null || !sums(parts).equals(new String(sums, StandardCharsets.UTF_8))) {
            throw new IOException(
                    file + ": contents do not match their SHA-256 sums; the file was altered or cut short,"
                            + " make it again");
        }
        for (String name : parts.keySet()) {
            if (!name.endsWith(ARRAY) && !name.endsWith(".json")) {
                throw new IOException(
                        file + ": holds " + name
                                + ", which is neither an array nor a description: of an older version or not a model, make it again");
            }
        }
        return new ModelFile(file, parts);
    }

    static void put(Map<String, byte[]> parts, String name, NpyArray array) {
        parts.put(name + ARRAY, Npy.bytes(array));
    }

    boolean has(String part) {
        return parts.containsKey(part);
    }

    NpyArray array(String name) throws IOException {
        return Npy.read(part(name + ARRAY), file + "!" + name + ARRAY);
    }

    float[] floats(String name, int length) throws IOException {
        float[] values = array(name).floats();
        requireLength(name, values.length, length);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IOException(file + ": " + name + " holds " + value + ": must be finite, train it again");
            }
        }
        return values;
    }

    double[] doubles(String name, int length) throws IOException {
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

    Fields description(String name) throws IOException {
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

    private static String sums(Map<String, byte[]> entries) {
        StringBuilder lines = new StringBuilder();
        entries.forEach((name, bytes) ->
                lines.append(sha256(bytes)).append("  ").append(name).append('\n'));
        return lines.toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
