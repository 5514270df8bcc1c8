package org.macrodyn.store;

import java.lang.reflect.Array;

/** The elements of an array as another type of number, where each of them keeps its value. */
final class NpyNumbers {
    /** Above 2^63 doubles are this far apart. */
    private static final long SPACING = 1 << 11;

    private static final int HALF_EXPONENT_BIAS = 15;
    private static final int HALF_MANTISSA_BITS = 10;

    private final NpyType type;
    private final Object data;
    private final String source;
    private final int length;

    NpyNumbers(NpyType type, Object data, String source) {
        this.type = type;
        this.data = data;
        this.source = source;
        length = Array.getLength(data);
    }

    double[] doubles() {
        double[] all = new double[length];
        for (int i = 0; i < length; i++) {
            all[i] = type.isReal() ? real(i) : realOfInteger(i);
        }
        return all;
    }

    float[] floats() {
        float[] all = new float[length];
        for (int i = 0; i < length; i++) {
            double exact = type.isReal() ? real(i) : realOfInteger(i);
            all[i] = (float) exact;
            if (all[i] != exact && !Double.isNaN(exact)) {
                throw lossy(
                        i,
                        type.isReal() ? "" + exact : text(raw(i)),
                        "a float",
                        "ask for doubles(), or save a.astype('<f4')");
            }
        }
        return all;
    }

    long[] longs() {
        long[] all = new long[length];
        for (int i = 0; i < length; i++) {
            all[i] = integer(i, Long.MIN_VALUE, Long.MAX_VALUE, "a long", "save a.astype('<f8')");
        }
        return all;
    }

    int[] ints() {
        int[] all = new int[length];
        for (int i = 0; i < length; i++) {
            all[i] = (int) integer(i, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int", "ask for longs()");
        }
        return all;
    }

    byte[] bytes() {
        byte[] all = new byte[length];
        for (int i = 0; i < length; i++) {
            all[i] = (byte) integer(i, Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte", "ask for ints()");
        }
        return all;
    }

    private double real(int i) {
        return switch (type) {
            case FLOAT64 -> ((double[]) data)[i];
            case FLOAT32 -> ((float[]) data)[i];
            default -> half(((short[]) data)[i]);
        };
    }

    /** IEEE 754 binary16. */
    private static double half(short bits) {
        int exponent = bits >>> HALF_MANTISSA_BITS & 0x1f;
        int mantissa = bits & 0x3ff;
        double size;
        if (exponent == 0x1f) {
            size = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((double) mantissa, 1 - HALF_EXPONENT_BIAS - HALF_MANTISSA_BITS);
        } else {
            size = Math.scalb(
                    (double) (mantissa | 1 << HALF_MANTISSA_BITS), exponent - HALF_EXPONENT_BIAS - HALF_MANTISSA_BITS);
        }
        return bits < 0 ? -size : size;
    }

    private double realOfInteger(int i) {
        long value = raw(i);
        boolean huge = type == NpyType.UINT64 && value < 0;
        double real = huge ? (value >>> 1) * 2.0 : value;
        boolean exact = huge ? value % SPACING == 0 : real < 0x1p63 && (long) real == value;
        if (!exact) {
            throw lossy(i, text(value), "a double", "ask for longs(), or save a.astype('<f8')");
        }
        return real;
    }

    private long integer(int i, long least, long most, String wanted, String advice) {
        if (type.isReal()) {
            throw new IllegalArgumentException(prefix() + "array of " + type
                    + " asked for as integers: ask for doubles(), or save a.astype('<i8')");
        }
        long value = raw(i);
        if (value < least || value > most || (type == NpyType.UINT64 && value < 0)) {
            throw lossy(i, text(value), wanted, advice);
        }
        return value;
    }

    private long raw(int i) {
        return switch (type) {
            case INT8 -> ((byte[]) data)[i];
            case UINT8 -> ((byte[]) data)[i] & 0xff;
            case BOOL -> ((byte[]) data)[i] == 0 ? 0 : 1;
            case INT16 -> ((short[]) data)[i];
            case UINT16 -> ((short[]) data)[i] & 0xffff;
            case INT32 -> ((int[]) data)[i];
            case UINT32 -> ((int[]) data)[i] & 0xffffffffL;
            default -> ((long[]) data)[i];
        };
    }

    private String text(long value) {
        return type == NpyType.UINT64 ? Long.toUnsignedString(value) : "" + value;
    }

    private IllegalArgumentException lossy(int i, String value, String wanted, String advice) {
        return new IllegalArgumentException(prefix() + "element " + i + " of " + type + " is " + value
                + ", which is not " + wanted + ": " + advice);
    }

    private String prefix() {
        return source.isEmpty() ? "" : source + ": ";
    }
}
