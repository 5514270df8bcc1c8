package org.macrodyn.store;

/** The element types of {@code .npy} arrays that are read and written; all little-endian. */
public enum NpyType {
    /** 8-byte IEEE floating point, Java {@code double}. */
    FLOAT64("<f8", 8),
    /** 4-byte IEEE floating point, Java {@code float}. */
    FLOAT32("<f4", 4),
    /** Signed byte, Java {@code byte}. */
    INT8("|i1", 1),
    /** Unsigned byte, kept in a Java {@code byte}: read it with {@code & 0xff}. */
    UINT8("|u1", 1),
    /** 4-byte integer, Java {@code int}. */
    INT32("<i4", 4),
    /** 8-byte integer, Java {@code long}. */
    INT64("<i8", 8);

    private final String descriptor;
    private final int bytes;

    NpyType(String descriptor, int bytes) {
        this.descriptor = descriptor;
        this.bytes = bytes;
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

    static NpyType of(String descriptor, String source) {
        for (NpyType type : values()) {
            if (type.descriptor.equals(descriptor)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                source + ": type '" + descriptor + "' is not read: must be one of <f8, <f4, |i1, |u1, <i4, <i8");
    }
}
