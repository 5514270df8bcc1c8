package org.macrodyn.data;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.macrodyn.run.Memory;
import org.macrodyn.store.NpyArray;

/** Data sets of HDF5 files. Links, which are neither groups nor data sets, are not followed: a file is read, and no other. */
final class Hdf5File {
    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, float.class, long.class, int.class, short.class, byte.class);
    /** A data set is there as it is stored and as doubles at a time. */
    private static final long BYTES_OF_A_NUMBER = 2 * Double.BYTES;

    private Hdf5File() {}

    /**
     * All data sets of numbers, which are read when they are asked for.
     *
     * @param file the file
     * @return arrays by their paths inside it, such as {@code z} or {@code run/z}
     * @throws IllegalArgumentException if it is no such file, damaged, or, when an array is asked for, too large for the
     *     memory
     */
    static Map<String, Supplier<NpyArray>> read(Path file) {
        return with(file, hdf -> {
            Map<String, Supplier<NpyArray>> arrays = new LinkedHashMap<>();
            collect(hdf, "", arrays, file, new HashSet<>());
            return arrays;
        });
    }

    /** Groups may name each other as children: each is looked into once. */
    private static void collect(
            Group group, String path, Map<String, Supplier<NpyArray>> arrays, Path file, Set<Long> seen) {
        if (!seen.add(group.getAddress())) {
            return;
        }
        for (Node child : group) {
            String name = path + child.getName();
            if (child instanceof Group inner) {
                collect(inner, name + "/", arrays, file, seen);
            } else if (child instanceof Dataset data && NUMBERS.contains(data.getJavaType()) && !data.isScalar()) {
                long bytes = BYTES_OF_A_NUMBER * data.getSize();
                arrays.put(name, () -> {
                    Memory.require(bytes, file + ": " + name);
                    return with(file, hdf -> array(hdf.getDatasetByPath(name)));
                });
            }
        }
    }

    private static NpyArray array(Dataset data) {
        Object flat = data.getDataFlat();
        double[] all = new double[Array.getLength(flat)];
        Arrays.setAll(all, i -> Array.getDouble(flat, i));
        return NpyArray.of(all, data.getDimensions());
    }

    private static <T> T with(Path file, Function<HdfFile, T> work) {
        try (HdfFile hdf = new HdfFile(file)) {
            return work.apply(hdf);
        } catch (LinkageError absent) {
            throw new IllegalArgumentException(
                    file + ": compressed by LZ4, which is not read: save it with compression=\"gzip\" or none", absent);
        } catch (RuntimeException | StackOverflowError damaged) {
            throw new IllegalArgumentException(
                    file + ": cannot be read as HDF5 (" + ArrayFile.reason(damaged)
                            + "): damaged or of another kind, make it again",
                    damaged);
        }
    }

    /**
     * Writes data sets.
     *
     * @param file where to
     * @param arrays arrays of doubles by name
     */
    static void write(Path file, Map<String, Object> arrays) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            arrays.forEach(hdf::putDataset);
        }
    }
}
