package org.macrodyn.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes NumPy's {@code .npy} format, version 1.0 (numpy.lib.format): magic, header text, raw elements.
 *
 * <p>Only plain numbers in C order, little-endian. Objects (pickle) are refused: a file is parsed, never executed.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,200})\\), ?\\} *\n");

    private Npy() {}

    /**
     * Writes one array. Not atomic: {@link Stage} is.
     *
     * @param path the file, replaced if it exists
     * @param array the array
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, NpyArray array) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            write(out, array);
        }
    }

    /**
     * Reads one array.
     *
     * @param path the file
     * @return its array
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such file, is of a type that is not read, or its length is not that
     *     of its shape
     */
    public static NpyArray read(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return read(in, Files.size(path), path.toString());
        }
    }

    static void write(OutputStream out, NpyArray array) throws IOException {
        byte[] header = header(array).getBytes(StandardCharsets.US_ASCII);
        out.write(MAGIC);
        out.write(header.length & 0xff);
        out.write(header.length >>> 8);
        out.write(header);
        writeElements(out, array);
    }

    /** Total bytes of the file that {@link #write} makes. */
    static long size(NpyArray array) {
        return MAGIC.length
                + 2L
                + header(array).length()
                + (long) array.length() * array.type().bytes();
    }

    static NpyArray read(InputStream in, long fileBytes, String source) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException(source + ": not a .npy file of version 1.0");
        }
        int headerBytes = (start[MAGIC.length] & 0xff) | (start[MAGIC.length + 1] & 0xff) << 8;
        String text = new String(in.readNBytes(headerBytes), StandardCharsets.US_ASCII);
        Matcher header = HEADER.matcher(text);
        if (!header.matches()) {
            throw new IllegalArgumentException(
                    source + ": .npy header not understood: must name descr, fortran_order, shape");
        }
        if (header.group(2).equals("True")) {
            throw new IllegalArgumentException(
                    source + ": Fortran order is not read: save numpy.ascontiguousarray(a) instead");
        }
        NpyType type = NpyType.of(header.group(1), source);
        int[] shape = shape(header.group(3), source);
        int length = checkedLength(shape, type, fileBytes - start.length - headerBytes, source);
        return NpyArray.ofData(type, readElements(in, type, length, source), length, shape);
    }

    private static String header(NpyArray array) {
        StringBuilder text = new StringBuilder("{'descr': '")
                .append(array.type().descriptor())
                .append("', 'fortran_order': False, 'shape': (");
        int[] shape = array.shape();
        for (int axis = 0; axis < shape.length; axis++) {
            text.append(axis == 0 ? "" : ", ").append(shape[axis]);
        }
        text.append(shape.length == 1 ? "," : "").append("), }");
        while ((MAGIC.length + 2 + text.length() + 1) % ALIGNMENT != 0) {
            text.append(' ');
        }
        return text.append('\n').toString();
    }

    private static int[] shape(String text, String source) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::trim)
                    .filter(length -> !length.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException tooLong) {
            throw new IllegalArgumentException(
                    source + ": shape (" + text + "): each length must be below 2^31", tooLong);
        }
    }

    /** Compares with the file's true length before anything is allocated. */
    private static int checkedLength(int[] shape, NpyType type, long bytes, String source) {
        long length;
        try {
            length = Math.multiplyExact(NpyArray.count(shape), (long) type.bytes()) / type.bytes();
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException(
                    source + ": shape " + Arrays.toString(shape) + " is too large", overflow);
        }
        if (length * type.bytes() != bytes) {
            throw new IllegalArgumentException(
                    source + ": shape " + Arrays.toString(shape) + " of " + type + " needs " + length * type.bytes()
                            + " bytes, the file has " + bytes + ": damaged or truncated, make it again");
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(source + ": " + length + " elements: must be below 2^31 - 8");
        }
        return (int) length;
    }

    private static void writeElements(OutputStream out, NpyArray array) throws IOException {
        if (array.data() instanceof byte[] bytes) {
            out.write(bytes);
            return;
        }
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int perChunk = CHUNK_BYTES / array.type().bytes();
        for (int from = 0; from < array.length(); from += perChunk) {
            int count = Math.min(perChunk, array.length() - from);
            switch (array.type()) {
                case FLOAT64 -> chunk.asDoubleBuffer().put(array.doubles(), from, count);
                case FLOAT32 -> chunk.asFloatBuffer().put(array.floats(), from, count);
                case INT32 -> chunk.asIntBuffer().put(array.ints(), from, count);
                case INT64 -> chunk.asLongBuffer().put(array.longs(), from, count);
                default -> throw new AssertionError(array.type());
            }
            out.write(chunk.array(), 0, count * array.type().bytes());
        }
    }

    private static Object readElements(InputStream in, NpyType type, int length, String source) throws IOException {
        return switch (type) {
            case INT8, UINT8 -> {
                byte[] bytes = new byte[length];
                readFully(in, bytes, length, source);
                yield bytes;
            }
            case FLOAT64 -> {
                double[] data = new double[length];
                chunks(in, type, length, source, (chunk, at, n) -> chunk.asDoubleBuffer()
                        .get(data, at, n));
                yield data;
            }
            case FLOAT32 -> {
                float[] data = new float[length];
                chunks(in, type, length, source, (chunk, at, n) -> chunk.asFloatBuffer()
                        .get(data, at, n));
                yield data;
            }
            case INT32 -> {
                int[] data = new int[length];
                chunks(in, type, length, source, (chunk, at, n) -> chunk.asIntBuffer()
                        .get(data, at, n));
                yield data;
            }
            case INT64 -> {
                long[] data = new long[length];
                chunks(in, type, length, source, (chunk, at, n) -> chunk.asLongBuffer()
                        .get(data, at, n));
                yield data;
            }
        };
    }

    private static void chunks(InputStream in, NpyType type, int length, String source, ChunkReader reader)
            throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int perChunk = CHUNK_BYTES / type.bytes();
        for (int from = 0; from < length; from += perChunk) {
            int count = Math.min(perChunk, length - from);
            readFully(in, chunk.array(), count * type.bytes(), source);
            reader.read(chunk, from, count);
        }
    }

    private static void readFully(InputStream in, byte[] into, int bytes, String source) throws IOException {
        if (in.readNBytes(into, 0, bytes) < bytes) {
            throw new EOFException(source + ": ends too early: damaged or truncated, make it again");
        }
    }

    /** Copies the elements of one chunk to their place. */
    private interface ChunkReader {
        void read(ByteBuffer chunk, int at, int count);
    }
}
