package org.macrodyn.store;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/** The element types of {@code .npy} arrays that are read and written; written little-endian. */
public enum NpyType {
    /** 8-byte IEEE floating point, Java {@code double}. */
    FLOAT64("<f8", 8, "d", "float64", "double", "float"),
    /** 4-byte IEEE floating point, Java {@code float}. */
    FLOAT32("<f4", 4, "f", "float32", "single"),
    /** 2-byte IEEE floating point. */
    FLOAT16("<f2", 2, "e", "float16", "half"),
    /** Signed byte, Java {@code byte}. */
    INT8("|i1", 1, "b", "int8", "byte"),
    /** Unsigned byte, kept in a Java {@code byte}: read it with {@code & 0xff}. */
    UINT8("|u1", 1, "B", "uint8", "ubyte"),
    /** 0 (false) or 1 (true), one byte each. */
    BOOL("|b1", 1, "?", "bool"),
    /** 2-byte integer, Java {@code short}. */
    INT16("<i2", 2, "h", "int16", "short"),
    /** 2-byte integer of at least 0. */
    UINT16("<u2", 2, "H", "uint16", "ushort"),
    /** 4-byte integer, Java {@code int}. */
    INT32("<i4", 4, "i", "int32", "intc"),
    /** 4-byte integer of at least 0. */
    UINT32("<u4", 4, "I", "uint32", "uintc"),
    /** 8-byte integer, Java {@code long}. */
    INT64("<i8", 8, "q", "l", "int64", "int", "longlong"),
    /** 8-byte integer of at least 0. */
    UINT64("<u8", 8, "Q", "L", "uint64", "uint", "ulonglong");

    private final String descriptor;
    private final int bytes;
    private final List<String> otherNames;

    NpyType(String descriptor, int bytes, String... otherNames) {
        this.descriptor = descriptor;
        this.bytes = bytes;
        this.otherNames = List.of(otherNames);
    }

    /**
     * NumPy's name of the type.
     *
     * @return for example {@code <f8}
     */
    public String descriptor() {
        return descriptor;
    }

    /**
     * The size of one element.
     *
     * @return bytes
     */
    public int bytes() {
        return bytes;
    }

    /** Whether the elements are floating point. */
    boolean isReal() {
        return descriptor.charAt(1) == 'f';
    }

    /** A type in the order of bytes that a file has it in. */
    record Stored(NpyType type, ByteOrder order) {}

    /** Understands whatever names one of these types for {@code numpy.dtype}: {@code <f8}, {@code >i2}, {@code float64}. */
    static Stored of(String descriptor, String source) {
        boolean ordered = !descriptor.isEmpty() && "<>|=".indexOf(descriptor.charAt(0)) >= 0;
        String name = ordered ? descriptor.substring(1) : descriptor;
        ByteOrder order = descriptor.startsWith(">")
                ? ByteOrder.BIG_ENDIAN
                : ordered && !descriptor.startsWith("=") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.nativeOrder();
        for (NpyType type : values()) {
            if (type.descriptor.substring(1).equals(name) || type.otherNames.contains(name)) {
                return new Stored(type, order);
            }
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s: type '%s'%s is not read: save plain numbers (bool, i1 to i8, u1 to u8, f2, f4, f8)",
                source,
                descriptor,
                kind(name)));
    }

    private static String kind(String name) {
        if (name.isEmpty()) {
            return "";
        }
        return switch (name.charAt(0)) {
            case 'O', 'o' -> " (objects, which would have to be executed)";
            case 'c', 'F', 'D', 'G' -> " (complex numbers)";
            case 'S', 'U', 'a', 's' -> " (text)";
            case 'M', 'm' -> " (times)";
            case 'V', 'v' -> " (structures)";
            default -> "";
        };
    }
}
