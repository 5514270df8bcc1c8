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
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads and writes NumPy's {@code .npy} format (numpy.lib.format): magic, header text, raw elements.
 *
 * <p>Written as version 1.0, C order, little-endian. Read in every version, order and byte order that numpy.load reads,
 * with hand-written headers too. Objects (pickle) are refused: a file is parsed, never executed.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int START_BYTES = MAGIC.length + 2;
    private static final int NEWEST_VERSION = 3;
    private static final int ALIGNMENT = 64;
    private static final int CHUNK_BYTES = 1 << 16;
    /** More than any header of plain numbers, and little memory. */
    private static final int MOST_HEADER_BYTES = 1 << 20;

    private static final double GIGABYTE = 1e9;

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
     * The content of the file that {@link #write} makes, to be a part of another file.
     *
     * @param array the array
     * @return its bytes
     */
    public static byte[] bytes(NpyArray array) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(size(array), Integer.MAX_VALUE - 8));
        try {
            write(out, array);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /**
     * Reads one array.
     *
     * @param path the file
     * @return its array, in C order
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such file, is of a type that is not read, or its length is not that
     *     of its shape
     */
    public static NpyArray read(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return read(in, Files.size(path), path.toString());
        }
    }

    /**
     * Reads one array from the content of a file.
     *
     * @param content of a {@code .npy} file. Not modified.
     * @param source what error messages call it
     * @return its array, in C order
     * @throws IllegalArgumentException as {@link #read(Path)} does
     */
    public static NpyArray read(byte[] content, String source) {
        try {
            return read(new ByteArrayInputStream(content), content.length, source);
        } catch (IOException cut) {
            throw new IllegalArgumentException(cut.getMessage(), cut);
        }
    }

    static void write(OutputStream out, NpyArray array) throws IOException {
        byte[] header = header(array).getBytes(StandardCharsets.US_ASCII);
        out.write(MAGIC);
        out.write(1);
        out.write(0);
        out.write(header.length & 0xff);
        out.write(header.length >>> 8);
        out.write(header);
        writeElements(out, array);
    }

    /** Total bytes of the file that {@link #write} makes. */
    static long size(NpyArray array) {
        return START_BYTES
                + 2L
                + header(array).length()
                + (long) array.length() * array.type().bytes();
    }

    static NpyArray read(InputStream in, long fileBytes, String source) throws IOException {
        byte[] start = in.readNBytes(START_BYTES);
        if (start.length < START_BYTES || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException(source + ": not a .npy file: save it with numpy.save");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > NEWEST_VERSION) {
            throw new IllegalArgumentException(
                    source + ": .npy version " + version + ": must be 1, 2 or 3; save it with numpy.save");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        long headerBytes = littleEndian(in.readNBytes(lengthBytes));
        long elementBytes = fileBytes - START_BYTES - lengthBytes - headerBytes;
        if (headerBytes > MOST_HEADER_BYTES || elementBytes < 0) {
            throw new IllegalArgumentException(source + ": .npy header of " + headerBytes + " bytes in a file of "
                    + fileBytes + ": damaged or truncated, make it again");
        }
        Charset charset = version < NEWEST_VERSION ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        NpyHeader header = NpyHeader.parse(new String(in.readNBytes((int) headerBytes), charset), source);
        NpyType.Stored stored = NpyType.of(header.descriptor(), source);
        int[] shape = header.shape();
        int length = checkedLength(shape, stored.type(), elementBytes, source);
        Object data = readElements(in, stored, length, source);
        return NpyArray.ofData(stored.type(), header.fortranOrder() ? toCOrder(data, shape) : data, shape, source);
    }

    private static long littleEndian(byte[] bytes) {
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            value |= (bytes[i] & 0xffL) << (8 * i);
        }
        return value;
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
        while ((START_BYTES + 2 + text.length() + 1) % ALIGNMENT != 0) {
            text.append(' ');
        }
        return text.append('\n').toString();
    }

    /** Compares with the file's true length, and with the memory, before anything is allocated. */
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
        long memory = Runtime.getRuntime().maxMemory();
        if (bytes > memory) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: needs %.3g GB of memory, this JVM has %.3g GB: raise -Xmx or cut the array",
                    source,
                    bytes / GIGABYTE,
                    memory / GIGABYTE));
        }
        return (int) length;
    }

    /** The first index runs fastest in Fortran order, the last in C order. */
    private static Object toCOrder(Object data, int[] shape) {
        int length = (int) NpyArray.count(shape);
        Object ordered = Array.newInstance(data.getClass().getComponentType(), length);
        int[] index = new int[shape.length];
        int[] stride = new int[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            stride[axis] = axis == 0 ? 1 : stride[axis - 1] * shape[axis - 1];
        }
        int from = 0;
        for (int to = 0; to < length; to++) {
            System.arraycopy(data, from, ordered, to, 1);
            from = advance(index, shape, stride, from);
        }
        return ordered;
    }

    /** Goes to the next index in C order. */
    private static int advance(int[] index, int[] shape, int[] stride, int place) {
        int next = place;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis]++;
            next += stride[axis];
            if (index[axis] < shape[axis]) {
                return next;
            }
            next -= index[axis] * stride[axis];
            index[axis] = 0;
        }
        return next;
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
            put(array.data(), chunk, from, count);
            out.write(chunk.array(), 0, count * array.type().bytes());
        }
    }

    private static void put(Object data, ByteBuffer chunk, int from, int count) {
        if (data instanceof double[] doubles) {
            chunk.asDoubleBuffer().put(doubles, from, count);
        } else if (data instanceof float[] floats) {
            chunk.asFloatBuffer().put(floats, from, count);
        } else if (data instanceof long[] longs) {
            chunk.asLongBuffer().put(longs, from, count);
        } else if (data instanceof int[] ints) {
            chunk.asIntBuffer().put(ints, from, count);
        } else {
            chunk.asShortBuffer().put((short[]) data, from, count);
        }
    }

    private static Object readElements(InputStream in, NpyType.Stored stored, int length, String source)
            throws IOException {
        NpyType type = stored.type();
        Object data = allocate(type, length);
        if (data instanceof byte[] bytes) {
            readFully(in, bytes, length, source);
            return bytes;
        }
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(stored.order());
        int perChunk = CHUNK_BYTES / type.bytes();
        for (int from = 0; from < length; from += perChunk) {
            int count = Math.min(perChunk, length - from);
            readFully(in, chunk.array(), count * type.bytes(), source);
            get(chunk, data, from, count);
        }
        return data;
    }

    /** Half precision is kept as its bits. */
    private static Object allocate(NpyType type, int length) {
        return switch (type) {
            case FLOAT64 -> new double[length];
            case FLOAT32 -> new float[length];
            case INT64, UINT64 -> new long[length];
            case INT32, UINT32 -> new int[length];
            case INT16, UINT16, FLOAT16 -> new short[length];
            case INT8, UINT8, BOOL -> new byte[length];
        };
    }

    private static void get(ByteBuffer chunk, Object data, int from, int count) {
        if (data instanceof double[] doubles) {
            chunk.asDoubleBuffer().get(doubles, from, count);
        } else if (data instanceof float[] floats) {
            chunk.asFloatBuffer().get(floats, from, count);
        } else if (data instanceof long[] longs) {
            chunk.asLongBuffer().get(longs, from, count);
        } else if (data instanceof int[] ints) {
            chunk.asIntBuffer().get(ints, from, count);
        } else {
            chunk.asShortBuffer().get((short[]) data, from, count);
        }
    }

    private static void readFully(InputStream in, byte[] into, int bytes, String source) throws IOException {
        if (in.readNBytes(into, 0, bytes) < bytes) {
            throw new EOFException(source + ": ends too early: damaged or truncated, make it again");
        }
    }
}
