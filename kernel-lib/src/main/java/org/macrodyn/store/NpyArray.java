package org.macrodyn.store;

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

    private NpyArray(NpyType type, Object data, int length, int[] shape) {
        if (count(shape) != length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " holds " + count(shape)
                    + " elements, the data have " + length + ": must be equal");
        }
        this.type = type;
        this.data = data;
        this.shape = shape.clone();
    }

    /**
     * A FLOAT64 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data, or a single number
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(double[] data, int... shape) {
        return new NpyArray(NpyType.FLOAT64, data, data.length, orOneAxis(shape, data.length));
    }

    /**
     * A FLOAT32 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data, or a single number
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(float[] data, int... shape) {
        return new NpyArray(NpyType.FLOAT32, data, data.length, orOneAxis(shape, data.length));
    }

    /**
     * An INT32 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data, or a single number
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(int[] data, int... shape) {
        return new NpyArray(NpyType.INT32, data, data.length, orOneAxis(shape, data.length));
    }

    /**
     * An INT64 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data, or a single number
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(long[] data, int... shape) {
        return new NpyArray(NpyType.INT64, data, data.length, orOneAxis(shape, data.length));
    }

    /**
     * An INT8 array.
     *
     * @param data elements in C order
     * @param shape lengths of the axes; none for one axis as long as the data, or a single number
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray of(byte[] data, int... shape) {
        return new NpyArray(NpyType.INT8, data, data.length, orOneAxis(shape, data.length));
    }

    /**
     * A UINT8 array.
     *
     * @param data elements in C order, each the low 8 bits of its value
     * @param shape lengths of the axes; none for one axis as long as the data, or a single number
     * @return the array
     * @throws IllegalArgumentException if the shape does not hold the data
     */
    public static NpyArray unsigned(byte[] data, int... shape) {
        return new NpyArray(NpyType.UINT8, data, data.length, orOneAxis(shape, data.length));
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
        return shape.length == 0 && length != 1 ? new int[] {length} : shape;
    }

    static NpyArray ofData(NpyType type, Object data, int length, int[] shape) {
        return new NpyArray(type, data, length, shape);
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
     * The elements of a FLOAT64 array, not copied.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is another
     */
    public double[] doubles() {
        require(NpyType.FLOAT64);
        return (double[]) data;
    }

    /**
     * The elements of a FLOAT32 array, not copied.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is another
     */
    public float[] floats() {
        require(NpyType.FLOAT32);
        return (float[]) data;
    }

    /**
     * The elements of an INT32 array, not copied.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is another
     */
    public int[] ints() {
        require(NpyType.INT32);
        return (int[]) data;
    }

    /**
     * The elements of an INT64 array, not copied.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is another
     */
    public long[] longs() {
        require(NpyType.INT64);
        return (long[]) data;
    }

    /**
     * The elements of an INT8 or UINT8 array, not copied.
     *
     * @return elements in C order
     * @throws IllegalArgumentException if the type is another
     */
    public byte[] bytes() {
        if (type != NpyType.UINT8) {
            require(NpyType.INT8);
        }
        return (byte[]) data;
    }

    /**
     * A FLOAT64 array of two axes as rows, copied.
     *
     * @return {@code [rows][columns]}
     * @throws IllegalArgumentException if type or number of axes is another
     */
    public double[][] matrix() {
        requireAxes(2);
        double[][] rows = new double[shape[0]][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(doubles(), row * shape[1], (row + 1) * shape[1]);
        }
        return rows;
    }

    /**
     * A FLOAT64 array of three axes, copied.
     *
     * @return {@code [runs][steps][d]}
     * @throws IllegalArgumentException if type or number of axes is another
     */
    public double[][][] cube() {
        requireAxes(3);
        double[][][] runs = new double[shape[0]][shape[1]][];
        for (int run = 0; run < shape[0]; run++) {
            for (int step = 0; step < shape[1]; step++) {
                int from = (run * shape[1] + step) * shape[2];
                runs[run][step] = Arrays.copyOfRange(doubles(), from, from + shape[2]);
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

    private void require(NpyType wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException("array is " + type + ", asked for " + wanted + ": must be the same");
        }
    }

    private void requireAxes(int axes) {
        if (shape.length != axes) {
            throw new IllegalArgumentException(
                    "array of shape " + Arrays.toString(shape) + ": must have " + axes + " axes");
        }
    }

    private static void requireLength(int given, int wanted, int index) {
        if (given != wanted) {
            throw new IllegalArgumentException(
                    "part " + index + " has length " + given + ", part 0 has " + wanted + ": must all be equal");
        }
    }
}
