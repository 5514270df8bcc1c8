package org.macrodyn.data;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.data.Recordings.Run;
import org.macrodyn.store.Entries;
import org.macrodyn.store.NpyArray;

/**
 * What the arrays of a file mean: which of them are components of z, which times, and where runs end.
 *
 * @param file what messages call it
 * @param names names of the d components
 * @param dt time between states, if the file is not to have times of its own
 */
record Layout(String file, List<String> names, Optional<Double> dt) {
    private static final Set<String> TIMES = Set.of("t", "time", "times");
    private static final String RUN = "run";
    /** What the array of all components is called by numpy, and by {@link Recordings#save}. */
    private static final Set<String> ALL = Set.of(ArrayFile.UNNAMED, "arr_0", "z");

    /** Whether a state is no gap. */
    static boolean isFinite(double[] z) {
        for (double value : z) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The runs of a file.
     *
     * @param arrays by name
     * @return one or more
     * @throws IllegalArgumentException if the arrays do not fit together, or not to the names
     */
    List<Run> runs(Map<String, Supplier<NpyArray>> arrays) {
        Map<String, Supplier<NpyArray>> values = new LinkedHashMap<>(arrays);
        Optional<NpyArray> times = taken(values, TIMES);
        Optional<NpyArray> run = taken(values, Set.of(RUN));
        double[][][] z = states(unnamedTable(values, times), run.isPresent());
        double[][] t = times(unnamedTimes(arrays, times), z);
        if (run.isPresent()) {
            return split(run.get().doubles(), t, z);
        }
        if (z.length == 1) {
            requireOneRun(t[0]);
        }
        String number = z.length == 1 ? "" : ", run ";
        return IntStream.range(0, z.length)
                .mapToObj(i -> checked(names, new Run(file + number + (z.length == 1 ? "" : i), t[i], z[i])))
                .toList();
    }

    /** The array with one of some names, unless that is a component's; it is no longer among the others. */
    private Optional<NpyArray> taken(Map<String, Supplier<NpyArray>> values, Set<String> called) {
        List<String> found = values.keySet().stream()
                .filter(key -> called.contains(key) && !names.contains(key))
                .toList();
        if (found.size() > 1) {
            throw refused("has " + String.join(" and ", found) + ": keep one of them");
        }
        return found.stream().findFirst().map(values::remove).map(Supplier::get);
    }

    /** A table without names: its columns in their order, after that of the times if it has them. */
    private Map<String, Supplier<NpyArray>> unnamedTable(
            Map<String, Supplier<NpyArray>> values, Optional<NpyArray> times) {
        boolean unnamed = values.keySet().stream().allMatch(CsvFile::isUnnamed) && !values.isEmpty();
        if (!unnamed) {
            return values;
        }
        List<Supplier<NpyArray>> columns = new ArrayList<>(values.values());
        int before = dt.isEmpty() && times.isEmpty() ? 1 : 0;
        if (columns.size() != names.size() + before) {
            throw refused("has " + columns.size() + " columns without names: must be "
                    + (before == 1 ? "t and then " : "") + String.join(", ", names)
                    + (before == 1 ? "" : ", as dt is given") + "; or write their names into the first line");
        }
        Map<String, Supplier<NpyArray>> named = new LinkedHashMap<>();
        for (int c = 0; c < names.size(); c++) {
            named.put(names.get(c), columns.get(c + before));
        }
        return named;
    }

    private Optional<NpyArray> unnamedTimes(Map<String, Supplier<NpyArray>> arrays, Optional<NpyArray> times) {
        boolean first = dt.isEmpty() && times.isEmpty();
        return first ? Optional.ofNullable(arrays.get(CsvFile.unnamed(0))).map(Supplier::get) : times;
    }

    private double[][][] states(Map<String, Supplier<NpyArray>> values, boolean oneRun) {
        Optional<NpyArray> all = all(values);
        if (all.isPresent()) {
            return together(all.get());
        }
        if (values.keySet().containsAll(names)) {
            return byComponent(values, oneRun);
        }
        throw refused("has " + described(values) + ": must have one for each of " + String.join(", ", names)
                + ", or one array of all of them");
    }

    /** A single array of all components: without an axis of them, it is the component that its name says. */
    private Optional<NpyArray> all(Map<String, Supplier<NpyArray>> values) {
        if (values.size() != 1) {
            return Optional.empty();
        }
        Map.Entry<String, Supplier<NpyArray>> only =
                values.entrySet().iterator().next();
        boolean column = ArrayFile.of(Path.of(file)) == ArrayFile.TABLE;
        NpyArray array = only.getValue().get();
        int[] shape = array.shape();
        boolean axis = shape.length > 1 && (names.size() > 1 || shape[shape.length - 1] == 1);
        return axis || (ALL.contains(only.getKey()) && !column) ? Optional.of(array) : Optional.empty();
    }

    private static String described(Map<String, Supplier<NpyArray>> values) {
        return values.isEmpty() ? "no array of values" : String.join(", ", values.keySet());
    }

    /** One array (steps) or (runs, steps) for each component. */
    private double[][][] byComponent(Map<String, Supplier<NpyArray>> values, boolean oneRun) {
        int[] shape = component(values, 0).shape();
        if (shape.length < 1 || shape.length > (oneRun ? 1 : 2)) {
            throw refused(names.get(0) + " has the shape " + tuple(shape) + ": must be (steps) or (runs, steps)");
        }
        int runs = shape.length == 1 ? 1 : shape[0];
        double[][][] z = new double[runs][shape[shape.length - 1]][names.size()];
        for (int c = 0; c < names.size(); c++) {
            NpyArray component = component(values, c);
            if (!Arrays.equals(component.shape(), shape)) {
                throw refused(names.get(c) + " has the shape " + tuple(component.shape()) + ", " + names.get(0) + " "
                        + tuple(shape) + ": must be equal");
            }
            spread(component.doubles(), z, c);
        }
        return z;
    }

    private NpyArray component(Map<String, Supplier<NpyArray>> values, int c) {
        return Entries.required(values, names.get(c), "array ").get();
    }

    private static void spread(double[] component, double[][][] z, int c) {
        for (int run = 0, i = 0; run < z.length; run++) {
            for (int k = 0; k < z[run].length; k++, i++) {
                z[run][k][c] = component[i];
            }
        }
    }

    /** One array (steps, d) or (runs, steps, d); of one component also (steps) or (runs, steps). */
    private double[][][] together(NpyArray array) {
        int[] shape = array.shape();
        int d = names.size();
        boolean last = shape.length > 1 && shape[shape.length - 1] == d;
        int axes = last ? shape.length - 1 : shape.length;
        if (axes < 1 || axes > 2 || (!last && d > 1)) {
            throw refused("shape " + tuple(shape) + " for the names " + names + ": must be (steps, " + d
                    + ") or (runs, steps, " + d + ")" + (d == 1 ? ", or the same without the last" : "")
                    + advice(shape));
        }
        double[] flat = array.doubles();
        double[][][] z = new double[axes == 1 ? 1 : shape[0]][shape[axes - 1]][];
        int at = 0;
        for (double[][] run : z) {
            for (int k = 0; k < run.length; k++, at += d) {
                run[k] = Arrays.copyOfRange(flat, at, at + d);
            }
        }
        return z;
    }

    private String advice(int[] shape) {
        int d = names.size();
        boolean turned = shape.length == 2 && shape[0] == d;
        if (turned) {
            return "; save a.T";
        }
        return shape.length == 0 ? "" : "; give " + shape[shape.length - 1] + " names, or save a.reshape(…)";
    }

    private double[][] times(Optional<NpyArray> recorded, double[][][] z) {
        if (dt.isPresent() == recorded.isPresent()) {
            throw refused(
                    recorded.isPresent()
                            ? "has times of its own: leave dt out"
                            : "has no times: give dt, the time between states, or save them as t beside the values");
        }
        int steps = z.length == 0 ? 0 : z[0].length;
        double[][] t = new double[z.length][];
        if (recorded.isEmpty()) {
            Arrays.setAll(t, run -> IntStream.range(0, steps)
                    .mapToDouble(k -> k * dt.get())
                    .toArray());
            return t;
        }
        int[] shape = recorded.get().shape();
        boolean each = Arrays.equals(shape, new int[] {z.length, steps});
        if (!each && !Arrays.equals(shape, new int[] {steps})) {
            throw refused("times of the shape " + tuple(shape) + " for " + z.length + " runs of " + steps
                    + " states: must be (" + steps + ") or (" + z.length + ", " + steps + ")");
        }
        double[] flat = recorded.get().doubles();
        Arrays.setAll(t, run -> each ? Arrays.copyOfRange(flat, run * steps, (run + 1) * steps) : flat);
        return t;
    }

    /** Where times go back another run begins, which sorting would mix with the one before. */
    private void requireOneRun(double[] t) {
        for (int k = 1; k < t.length; k++) {
            if (t[k] < t[k - 1]) {
                throw refused("times go back at row " + (k + 1) + ", from " + t[k - 1] + " to " + t[k]
                        + ": several runs need a column run, or a file each; sort the rows of a single one by time");
            }
        }
    }

    /** Rows of a table, those of each run in their order: a table may be sorted by time. */
    private List<Run> split(double[] run, double[][] t, double[][][] z) {
        if (z.length != 1 || run.length != z[0].length) {
            throw refused("run has " + run.length + " values for " + z.length + " × " + z[0].length
                    + " states: must be one for each state of a table");
        }
        List<Run> runs = new ArrayList<>();
        rows(run).forEach((number, rows) -> {
            // Counted from each run's own beginning, times at a fixed pace start at 0.
            double[] times = dt.isPresent()
                    ? Arrays.copyOf(t[0], rows.size())
                    : rows.stream().mapToDouble(row -> t[0][row]).toArray();
            double[][] values = rows.stream().map(row -> z[0][row]).toArray(double[][]::new);
            runs.add(checked(names, new Run(file + ", run " + number, times, values)));
        });
        return runs;
    }

    /** Which rows a run has, by its number. */
    private SortedMap<BigDecimal, List<Integer>> rows(double[] run) {
        SortedMap<BigDecimal, List<Integer>> rows = new TreeMap<>();
        for (int row = 0; row < run.length; row++) {
            if (!Double.isFinite(run[row])) {
                throw refused("run of row " + (row + 1) + " is " + run[row] + ": must be the number of the row's run");
            }
            List<Integer> own = rows.computeIfAbsent(new BigDecimal(run[row]), first -> new ArrayList<>());
            if (dt.isPresent() && !own.isEmpty() && own.get(own.size() - 1) != row - 1) {
                throw refused(
                        "run " + run[row] + " comes again at row " + (row + 1)
                                + ": without a column t the rows of a run must stand together; give runs other numbers, or add t");
            }
            own.add(row);
        }
        return rows;
    }

    /** Refuses a run that is none. */
    static Run checked(List<String> names, Run run) {
        int steps = run.values().length;
        if (run.times().length != steps || steps < 2) {
            throw new IllegalArgumentException(run.source() + ": " + run.times().length + " times and " + steps
                    + (steps == 1 ? " state" : " states") + ": must be equally many, and at least 2, or nothing moves");
        }
        for (int k = 0; k < steps; k++) {
            double time = run.times()[k];
            if (!Double.isFinite(time) || (k > 0 && !(time > run.times()[k - 1]))) {
                throw new IllegalArgumentException(
                        run.source() + ": time " + k + " is " + time
                                + (k > 0 ? " after " + run.times()[k - 1] : "")
                                + ": must be finite and rising; sort the states by time and leave out those that are twice there");
            }
            requireState(names, run, k);
        }
        return run;
    }

    private static void requireState(List<String> names, Run run, int k) {
        double[] z = run.values()[k];
        if (z.length != names.size()) {
            throw new IllegalArgumentException(run.source() + ": state " + k + " has " + z.length + " values: must be "
                    + names.size() + ", one for each of " + names);
        }
        for (int c = 0; c < z.length; c++) {
            if (Double.isInfinite(z[c])) {
                throw new IllegalArgumentException(run.source() + ": " + names.get(c) + " of state " + k + " is " + z[c]
                        + ": must be finite, or NaN where a value is missing");
            }
        }
    }

    private static String tuple(int[] shape) {
        return Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(file + ": " + why);
    }
}
