package org.macrodyn.store;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * An array with a shape, C order (the last index runs fastest), as NumPy keeps it.
 *
 * <p>The element at index (i, j, k) of shape (A, B, C) is {@code data[(i·B + j)·C + k]}. The data are not copied: who
 * hands an array over must not change it afterwards.
 */
public final class NpyArray {
    private final NpyType type;
    private final Object data;
    private final int[] shape;
    /** What error messages call it; empty for an array that was not read. */
    private final String source;

    private NpyArray(NpyType type, Object data, int[] shape) {
        this(type, data, shape, "");
    }

    private NpyArray(NpyType type, Object data, int[] shape, String source) {
        int length = Array.getLength(data);
        if (count(shape) != length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " holds " + count(shape)
                    + " elements, the data have " + length + ": must be equal");
        }
        this.type = type;
        this.data = data;
        this.shape = shape.clone();
        this.source = source;
    }

    /**
     * A FLOAT64 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(double[] data, int... shape) {
        return new NpyArray(NpyType.FLOAT64, data, orOneAxis(shape, data.length));
    }

    /**
     * A FLOAT32 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(float[] data, int... shape) {
        return new NpyArray(NpyType.FLOAT32, data, orOneAxis(shape, data.length));
    }

    /**
     * An INT32 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(int[] data, int... shape) {
        return new NpyArray(NpyType.INT32, data, orOneAxis(shape, data.length));
    }

    /**
     * An INT64 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(long[] data, int... shape) {
        return new NpyArray(NpyType.INT64, data, orOneAxis(shape, data.length));
    }

    /**
     * An INT8 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(byte[] data, int... shape) {
        return new NpyArray(NpyType.INT8, data, orOneAxis(shape, data.length));
    }

    /**
     * A UINT8 array.
     *
     * @param data elements in C order, each the low 8 bits of its value
     * @param shape lengths of the axes; none for one axis as long as the data
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray unsigned(byte[] data, int... shape) {
        return new NpyArray(NpyType.UINT8, data, orOneAxis(shape, data.length));
    }

    /**
     * A FLOAT64 array of two axes, copied.
     *
     * @param rows {@code [rows][columns]}, every row as long as the first
     * @return the array of shape (rows, columns)
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static NpyArray of(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] flat = new double[Math.multiplyExact(rows.length, columns)];
        for (int row = 0; row < rows.length; row++) {
            requireLength(rows[row].length, columns, row);
            System.arraycopy(rows[row], 0, flat, row * columns, columns);
        }
        return of(flat, rows.length, columns);
    }

    /**
     * A FLOAT64 array of three axes, copied.
     *
     * @param runs {@code [runs][steps][d]}, all of one shape
     * @return the array of shape (runs, steps, d)
     * @throws IllegalArgumentException if the parts differ in shape
     */
    public static NpyArray of(double[][][] runs) {
        int steps = runs.length == 0 ? 0 : runs[0].length;
        int dimension = steps == 0 ? 0 : runs[0][0].length;
        double[] flat = new double[Math.multiplyExact(runs.length, Math.multiplyExact(steps, dimension))];
        int at = 0;
        for (int run = 0; run < runs.length; run++) {
            requireLength(runs[run].length, steps, run);
            for (double[] state : runs[run]) {
                requireLength(state.length, dimension, run);
                System.arraycopy(state, 0, flat, at, dimension);
                at += dimension;
            }
        }
        return of(flat, runs.length, steps, dimension);
    }

    private static int[] orOneAxis(int[] shape, int length) {
        return shape.length == 0 ? new int[] {length} : shape;
    }

    /** An array that was read: the shape may have no axis, which is a single number. */
    static NpyArray ofData(NpyType type, Object data, int[] shape, String source) {
        return new NpyArray(type, data, shape, source);
    }

    /**
     * The type of the elements.
     *
     * @return the type
     */
    public NpyType type() {
        return type;
    }

    /**
     * The lengths of the axes.
     *
     * @return a copy
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * The number of elements.
     *
     * @return product of the shape
     */
    public int length() {
        return (int) count(shape);
    }

    /**
     * The elements as doubles: those of a FLOAT64 array, not copied; those of any other type where none is rounded.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if an integer has more than 53 bits
     */
    public double[] doubles() {
        return data instanceof double[] same ? same : new NpyNumbers(type, data, source).doubles();
    }

    /**
     * The elements as floats: those of a FLOAT32 array, not copied; those of any other type where none is rounded.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if a number is no float
     */
    public float[] floats() {
        return data instanceof float[] same ? same : new NpyNumbers(type, data, source).floats();
    }

    /**
     * The elements as ints: those of an INT32 array, not copied; those of any other type of integers where all fit.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is of floating point or a number does not fit
     */
    public int[] ints() {
        return type == NpyType.INT32 ? (int[]) data : new NpyNumbers(type, data, source).ints();
    }

    /**
     * The elements as longs: those of an INT64 array, not copied; those of any other type of integers where all fit.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is of floating point or a number does not fit
     */
    public long[] longs() {
        return type == NpyType.INT64 ? (long[]) data : new NpyNumbers(type, data, source).longs();
    }

    /**
     * The elements as bytes: those of an INT8, UINT8 or BOOL array, not copied; those of any other type of integers where
     * all lie between −128 and 127.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is of floating point or a number does not fit
     */
    public byte[] bytes() {
        return data instanceof byte[] same ? same : new NpyNumbers(type, data, source).bytes();
    }

    /**
     * The {@link #doubles} of an array of two axes as rows, copied.
     *
     * @return {@code [rows][columns]}
     * @throws IllegalArgumentException if the number of axes is another
     */
    public double[][] matrix() {
        requireAxes(2);
        double[] flat = doubles();
        double[][] rows = new double[shape[0]][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(flat, row * shape[1], (row + 1) * shape[1]);
        }
        return rows;
    }

    /**
     * The {@link #doubles} of an array of three axes, copied.
     *
     * @return {@code [runs][steps][d]}
     * @throws IllegalArgumentException if the number of axes is another
     */
    public double[][][] cube() {
        requireAxes(3);
        double[] flat = doubles();
        double[][][] runs = new double[shape[0]][shape[1]][];
        for (int run = 0; run < shape[0]; run++) {
            for (int step = 0; step < shape[1]; step++) {
                int from = (run * shape[1] + step) * shape[2];
                runs[run][step] = Arrays.copyOfRange(flat, from, from + shape[2]);
            }
        }
        return runs;
    }

    Object data() {
        return data;
    }

    /** The number of elements of a shape, as a long because a file may claim anything. */
    static long count(int[] shape) {
        long count = 1;
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(shape) + ": lengths must not be negative");
            }
            count = Math.multiplyExact(count, (long) length);
        }
        return count;
    }

    private void requireAxes(int axes) {
        if (shape.length != axes) {
            throw new IllegalArgumentException((source.isEmpty() ? "" : source + ": ") + "array of shape "
                    + Arrays.toString(shape) + ": must have " + axes + " axes");
        }
    }

    @Override
    public String toString() {
        return (source.isEmpty() ? "" : source + ": ") + type + " array of shape " + Arrays.toString(shape);
    }

    private static void requireLength(int given, int wanted, int index) {
        if (given != wanted) {
            throw new IllegalArgumentException(
                    "part " + index + " has length " + given + ", part 0 has " + wanted + ": must all be equal");
        }
    }
}
