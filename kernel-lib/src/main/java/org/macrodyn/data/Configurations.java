package org.macrodyn.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;
import org.macrodyn.store.NpyArray;

/**
 * Configurations x that were made elsewhere, to evolve patches of.
 *
 * <p>An array holds one configuration or several, {@code (count, …)}; sites are {@code (sites)}, or {@code (rows, columns)},
 * {@code (layers, rows, columns)} and, where there are several fields, {@code (fields, …)}. Spins are −1 and +1, species whole
 * numbers from −128 to 127, fields any finite numbers; the array may be of integers or of floats.
 */
public final class Configurations {
    private Configurations() {}

    /**
     * Reads configurations.
     *
     * @param model the system, whose grid and states they must have
     * @param files one or more, of one array each: {@code .npy}, or {@code .npz} and {@code .h5} with a single array
     * @param <S> the state array
     * @return all of them, file by file
     * @throws IllegalArgumentException if a file is no such file, has another shape than the grid, or holds a value that no
     *     site of the system can have
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public static <S> Snapshots<S> read(MicroModel<S> model, String... files) {
        if (files.length == 0) {
            throw new IllegalArgumentException("no file: give the path of one or more");
        }
        List<Snapshots<S>> parts = new ArrayList<>();
        for (String file : files) {
            Map<String, Supplier<NpyArray>> arrays = ArrayFile.read(Path.of(file));
            if (arrays.size() != 1) {
                throw new IllegalArgumentException(file + ": has " + arrays.size()
                        + " arrays: must be one, (count, sites) or (count, rows, columns)");
            }
            parts.add(of(file, arrays.values().iterator().next().get(), model.grid(), model.stateType()));
        }
        Snapshots<S> all = new Snapshots<>(
                model.grid(),
                model.stateType(),
                parts.stream().mapToInt(Snapshots::size).sum());
        int at = 0;
        for (Snapshots<S> part : parts) {
            all.put(at, part);
            at += part.size();
        }
        return all;
    }

    private static <S> Snapshots<S> of(String file, NpyArray array, Grid grid, StateType<S> type) {
        int count = count(file, array.shape(), grid);
        double[] values = array.doubles();
        Snapshots<S> set = new Snapshots<>(grid, type, count);
        S state = type.allocate(grid.sites());
        for (int i = 0; i < count; i++) {
            for (int site = 0; site < grid.sites(); site++) {
                double value = values[i * grid.sites() + site];
                requirePossible(file, i, site, value, type);
                put(state, site, value);
            }
            set.set(i, state);
        }
        return set;
    }

    private static void put(Object state, int site, double value) {
        if (state instanceof byte[] bytes) {
            bytes[site] = (byte) value;
        } else {
            ((float[]) state)[site] = (float) value;
        }
    }

    private static void requirePossible(String file, int i, int site, double value, StateType<?> type) {
        boolean possible;
        String allowed;
        if (type == StateType.SPINS) {
            possible = Math.abs(value) == 1;
            allowed = "must be -1 or +1" + (value == 0 ? "; save 2 * a - 1 if spins are 0 and 1" : "");
        } else if (type == StateType.BYTES) {
            possible = value == (byte) value;
            allowed = "must be a whole number from -128 to 127";
        } else {
            possible = Float.isFinite((float) value);
            allowed = "must be finite, as a float";
        }
        if (!possible) {
            throw new IllegalArgumentException(
                    file + ": site " + site + " of configuration " + i + " is " + value + ": " + allowed);
        }
    }

    /** The number of configurations in an array of that shape. */
    private static int count(String file, int[] shape, Grid grid) {
        int[] full = {grid.fields(), grid.layers(), grid.rows(), grid.columns()};
        for (int[] one : new int[][] {{grid.sites()}, full, withoutOnes(full)}) {
            if (Arrays.equals(shape, one)) {
                return 1;
            }
            int last = shape.length - one.length;
            if (last == 1 && shape[0] > 0 && Arrays.equals(shape, 1, shape.length, one, 0, one.length)) {
                return shape[0];
            }
        }
        throw new IllegalArgumentException(
                file + ": shape " + Arrays.toString(shape) + " for " + grid + ": must be (count, " + grid.sites()
                        + ") or (count, " + Arrays.toString(withoutOnes(full)).replaceAll("[\\[\\]]", "") + ")");
    }

    private static int[] withoutOnes(int[] lengths) {
        return IntStream.of(lengths).filter(length -> length > 1).toArray();
    }
}
