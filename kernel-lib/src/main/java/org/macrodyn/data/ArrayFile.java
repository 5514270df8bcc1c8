package org.macrodyn.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.macrodyn.run.Trajectories;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/** The formats of files that hold arrays of numbers, told by the ends of their names. */
enum ArrayFile {
    NPY("npy") {
        @Override
        Map<String, Supplier<NpyArray>> arrays(Path file) throws IOException {
            NpyArray array = Npy.read(file);
            return Map.of(UNNAMED, () -> array);
        }

        @Override
        void write(Path file, Recordings recordings) throws IOException {
            Trajectories all = recordings.trajectories();
            requireOnePace(all.times());
            Npy.write(file, NpyArray.of(all.values()));
        }
    },
    NPZ("npz") {
        @Override
        Map<String, Supplier<NpyArray>> arrays(Path file) throws IOException {
            Map<String, NpyArray> all = Npz.read(file);
            Map<String, Supplier<NpyArray>> arrays = new LinkedHashMap<>();
            all.forEach((name, array) -> arrays.put(name, () -> array));
            return arrays;
        }

        @Override
        void write(Path file, Recordings recordings) throws IOException {
            Trajectories all = recordings.trajectories();
            Npz.write(file, Map.of("t", NpyArray.of(all.times()), "z", NpyArray.of(all.values())));
        }
    },
    TABLE("csv", "tsv", "txt") {
        @Override
        Map<String, Supplier<NpyArray>> arrays(Path file) throws IOException {
            return CsvFile.read(file);
        }

        @Override
        void write(Path file, Recordings recordings) throws IOException {
            CsvFile.write(file, recordings);
        }
    },
    HDF5("h5", "hdf5", "hdf") {
        @Override
        Map<String, Supplier<NpyArray>> arrays(Path file) {
            return Hdf5File.read(file);
        }

        @Override
        void write(Path file, Recordings recordings) {
            Trajectories all = recordings.trajectories();
            Hdf5File.write(file, Map.of("t", all.times(), "z", all.values()));
        }
    };

    /** What the array of a file is called that has no name for it. */
    static final String UNNAMED = "the array";

    /** By how much of a step times may differ from multiples of it, as sums of many steps do. */
    private static final double PACE = 1e-6;

    private final List<String> endings;

    ArrayFile(String... endings) {
        this.endings = List.of(endings);
    }

    /** Refuses times that {@link Recordings#read(List, double, String...)} would not give again. */
    private static void requireOnePace(double[][] times) {
        double dt = times[0][1];
        for (double[] run : times) {
            for (int k = 0; k < run.length; k++) {
                if (!(Math.abs(run[k] - k * dt) <= PACE * dt)) {
                    throw new IllegalArgumentException("a .npy file holds no times, so that they must be 0, dt, 2 dt, …"
                            + " with one dt for all runs: time " + k + " of a run is " + run[k] + ", dt " + dt
                            + "; save as .npz, .csv or .h5");
                }
            }
        }
    }

    abstract Map<String, Supplier<NpyArray>> arrays(Path file) throws IOException;

    abstract void write(Path file, Recordings recordings) throws IOException;

    /**
     * The format of a file.
     *
     * @param file its path
     * @return the format that its name ends with
     * @throws IllegalArgumentException if there is none of that ending
     */
    static ArrayFile of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.stream().anyMatch(ending -> name.endsWith("." + ending)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": its name must end in .npy, .npz, .csv, .tsv, .txt, .h5, .hdf5 or .hdf"));
    }

    /** What a library says of a file, on one line. */
    static String reason(Throwable problem) {
        String message = problem.getMessage();
        return message == null
                ? problem.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /**
     * The arrays of a file.
     *
     * @param file its path
     * @return arrays by name; those of HDF5 are read, and columns that are no numbers refused, when they are asked for
     * @throws IllegalArgumentException if there is no such file, it is a directory, or not what its name ends with
     * @throws UncheckedIOException if it cannot be read
     */
    static Map<String, Supplier<NpyArray>> read(Path file) {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": is a directory; give the paths of files in it");
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + ": no such file; its path is taken from "
                    + Path.of("").toAbsolutePath());
        }
        try {
            return of(file).arrays(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
