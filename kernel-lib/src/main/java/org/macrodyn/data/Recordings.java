package org.macrodyn.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.run.Trajectories;
import org.macrodyn.store.Durable;

/**
 * Trajectories z(t) that were recorded elsewhere: by a simulator in another language, or by an instrument.
 *
 * <p>Read from {@code .npy}, {@code .npz}, {@code .csv} and {@code .h5} files; runs may differ in length and in times. A
 * state with a NaN in it is a gap: it is counted, told, and left out, and nothing is learnt across it.
 *
 * <p>An array holds one run {@code (steps, d)} or several {@code (runs, steps, d)}; of a single component also {@code
 * (steps)} and {@code (runs, steps)}, if the array has no name or is called {@code z}. A file of named arrays ({@code .npz},
 * {@code .h5}) has either one for each component, by its name, or one for all; a table a column for each, by its name. Times
 * are its array {@code t}, {@code time} or {@code times}, of shape {@code (steps)} or {@code (runs, steps)}; a column {@code
 * run} says by a number which run a row of a table belongs to, and a run's rows may stand apart. A table without names in
 * its first line has the components alone, or times before them.
 *
 * <p>Files are parsed, never executed.
 */
public final class Recordings {
    private final List<String> names;
    private final List<Run> runs;
    private final List<Run> stretches;
    private final List<Gap> gaps;

    private Recordings(List<String> names, List<Run> runs) {
        this.names = names;
        this.runs = List.copyOf(runs);
        stretches = new ArrayList<>();
        gaps = new ArrayList<>();
        runs.forEach(this::split);
    }

    /**
     * One run.
     *
     * @param source where it comes from, for messages: the file, and the number of the run in it
     * @param times {@code [steps]} times, rising
     * @param values {@code [steps][d]} states
     */
    public record Run(String source, double[] times, double[][] values) {
        private Run part(int from, int to) {
            return new Run(source, Arrays.copyOfRange(times, from, to), Arrays.copyOfRange(values, from, to));
        }
    }

    /**
     * Successive states with values missing.
     *
     * @param run where: the file, and the number of the run in it
     * @param from time of the first of them
     * @param to time of the last
     * @param states their number
     */
    public record Gap(String run, double from, double to, int states) {}

    /**
     * Reads runs that are recorded at a fixed pace.
     *
     * @param names names of the d components
     * @param dt time between recorded states, above 0
     * @param files one or more: {@code .npy}, {@code .npz}, {@code .csv}, {@code .tsv}, {@code .txt}, {@code .h5} or {@code
     *     .hdf5}
     * @return all runs of all files, at the times 0, dt, 2 dt, …
     * @throws IllegalArgumentException if dt is not above 0, a file has times of its own, is no such file, or does not hold
     *     what its names say
     * @throws UncheckedIOException if a file cannot be read
     */
    public static Recordings read(List<String> names, double dt, String... files) {
        if (!(dt > 0) || Double.isInfinite(dt)) {
            throw new IllegalArgumentException("dt = " + dt + ": must be finite and above 0");
        }
        return read(names, Optional.of(dt), files);
    }

    /**
     * Reads runs whose files say when they were recorded.
     *
     * @param names names of the d components
     * @param files one or more: {@code .npz}, {@code .csv}, {@code .tsv}, {@code .txt}, {@code .h5} or {@code .hdf5}
     * @return all runs of all files
     * @throws IllegalArgumentException if a file has no times or such that do not rise, is no such file, or does not hold
     *     what its names say
     * @throws UncheckedIOException if a file cannot be read
     */
    public static Recordings read(List<String> names, String... files) {
        return read(names, Optional.empty(), files);
    }

    private static Recordings read(List<String> names, Optional<Double> dt, String... files) {
        requireNames(names);
        if (files.length == 0) {
            throw new IllegalArgumentException("no file: give the path of one or more");
        }
        List<Run> runs = new ArrayList<>();
        for (String file : files) {
            List<Run> found = new Layout(file, names, dt).runs(ArrayFile.read(Path.of(file)));
            requireStates(file, found);
            runs.addAll(found);
        }
        return new Recordings(List.copyOf(names), runs);
    }

    /**
     * Runs that are in memory.
     *
     * @param names names of the d components
     * @param times {@code [runs][steps]} times, rising; runs may differ in length
     * @param z {@code [runs][steps][d]} states; NaN where a value is missing. Not copied.
     * @return the runs
     * @throws IllegalArgumentException if the shapes do not agree, times do not rise, a value is infinite, or no run has two
     *     states in succession
     */
    public static Recordings of(List<String> names, double[][] times, double[][][] z) {
        requireNames(names);
        if (times.length != z.length || z.length == 0) {
            throw new IllegalArgumentException(
                    "times of " + times.length + " runs, states of " + z.length + ": must be equal and at least 1");
        }
        List<Run> runs = IntStream.range(0, z.length)
                .mapToObj(i -> Layout.checked(names, new Run("run " + i, times[i], z[i])))
                .toList();
        requireStates("these runs", runs);
        return new Recordings(List.copyOf(names), runs);
    }

    /**
     * The runs of an ensemble, to be saved or learnt from.
     *
     * @param trajectories a forecast, or runs of direct simulation
     * @return its runs, not copied
     * @throws IllegalArgumentException as {@link #of(List, double[][], double[][][])}
     */
    public static Recordings of(Trajectories trajectories) {
        return of(trajectories.names(), trajectories.times(), trajectories.values());
    }

    private static void requireNames(List<String> names) {
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank) || new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(
                    "names " + names + ": must be one for each component, all different, none blank");
        }
    }

    private static void requireStates(String file, List<Run> runs) {
        long states = runs.stream().mapToLong(run -> run.times.length).sum();
        long finite = runs.stream()
                .flatMap(run -> Stream.of(run.values))
                .filter(Layout::isFinite)
                .count();
        if (states == 0) {
            throw new IllegalArgumentException(file + ": holds no states: record some");
        }
        if (finite == 0) {
            throw new IllegalArgumentException(
                    file + ": all " + states
                            + " states have a NaN in them: a state needs a value of every component; leave out what was not recorded");
        }
    }

    /** Parts of a run between gaps, and the gaps. */
    private void split(Run run) {
        int from = 0;
        for (int k = 0; k <= run.times.length; k++) {
            boolean end = k == run.times.length;
            if (k > from && (end || Layout.isFinite(run.values[k]) != Layout.isFinite(run.values[k - 1]))) {
                if (Layout.isFinite(run.values[k - 1])) {
                    stretches.add(run.part(from, k));
                } else {
                    gaps.add(new Gap(run.source, run.times[from], run.times[k - 1], k - from));
                }
                from = k;
            }
        }
    }

    /**
     * Names of the components.
     *
     * @return d names
     */
    public List<String> names() {
        return names;
    }

    /**
     * The runs as they were recorded, gaps included.
     *
     * @return one or more, file by file
     */
    public List<Run> runs() {
        return runs;
    }

    /**
     * The longest parts of runs without a gap.
     *
     * @return one or more, run by run, each of at least one state
     */
    public List<Run> stretches() {
        return List.copyOf(stretches);
    }

    /**
     * Where values are missing.
     *
     * @return every gap, run by run
     */
    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /**
     * The first state of each run that has one without a gap: where a forecast that is compared with the runs starts.
     *
     * @return {@code [runs][d]}
     */
    public double[][] starts() {
        return runs.stream()
                .flatMap(run -> Stream.of(run.values).filter(Layout::isFinite).limit(1))
                .map(double[]::clone)
                .toArray(double[][]::new);
    }

    /**
     * The runs as an ensemble, gaps as NaN.
     *
     * @return trajectories; not copied
     * @throws IllegalArgumentException if the runs differ in length
     */
    public Trajectories trajectories() {
        int steps = runs.get(0).times.length;
        for (Run run : runs) {
            if (run.times.length != steps) {
                throw new IllegalArgumentException(run.source + " has " + run.times.length + " states, "
                        + runs.get(0).source + " has " + steps
                        + ": an ensemble has equally many; pairs can be made of any, or read files of one length");
            }
        }
        return new Trajectories(
                names,
                runs.stream().map(Run::times).toArray(double[][]::new),
                runs.stream().map(Run::values).toArray(double[][][]::new));
    }

    /**
     * Writes the runs, in the format that the name ends with: {@code .npz} and {@code .h5} hold {@code t (runs, steps)} and
     * {@code z (runs, steps, d)}, a {@code .csv} a line {@code run, t, z₁, …, z_d} for each state: {@link #read} reads them to
     * the last bit. A {@code .npy} holds {@code z} alone, to be read with the runs' dt. Written to a temporary file and
     * renamed.
     *
     * @param file where to
     * @throws IllegalArgumentException if the ending is another, runs that differ in length are to be an array, or runs whose
     *     times are not 0, dt, 2 dt, … are to be without them
     * @throws UncheckedIOException if it cannot be written
     */
    public void save(String file) {
        ArrayFile format = ArrayFile.of(Path.of(file));
        try {
            Durable.replace(Path.of(file), temporary -> format.write(temporary, this));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    @Override
    public String toString() {
        int states = runs.stream().mapToInt(run -> run.times.length).sum();
        int missing = gaps.stream().mapToInt(Gap::states).sum();
        return String.format(
                Locale.ROOT,
                "%d %s of %s, %d states, t = %.6g … %.6g; %s",
                runs.size(),
                runs.size() == 1 ? "run" : "runs",
                String.join(", ", names),
                states,
                runs.stream().mapToDouble(run -> run.times[0]).min().orElseThrow(),
                runs.stream()
                        .mapToDouble(run -> run.times[run.times.length - 1])
                        .max()
                        .orElseThrow(),
                missing == 0
                        ? "no gap"
                        : missing + (missing == 1 ? " state in " : " states in ") + gaps.size()
                                + (gaps.size() == 1 ? " gap" : " gaps") + " left out");
    }
}
