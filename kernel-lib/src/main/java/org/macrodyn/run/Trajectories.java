package org.macrodyn.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Macroscopic trajectories z(t) of an ensemble of runs.
 *
 * @param names names of the d components
 * @param times {@code [runs][steps]} times, in the model's unit; each run may have its own
 * @param values {@code [runs][steps][d]} components
 */
public record Trajectories(List<String> names, double[][] times, double[][][] values) {
    /**
     * Checks the shapes; values may be NaN, as those of forecasts that left the finite numbers are.
     *
     * @throws IllegalArgumentException if the shapes do not agree, or there is no component, run or time
     */
    public Trajectories {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("trajectories of 0 components: must be at least 1, give their names");
        }
        if (times.length == 0 || times.length != values.length) {
            throw new IllegalArgumentException("trajectories with " + times.length + " time rows for " + values.length
                    + " runs: must be equal and at least 1");
        }
        for (int run = 0; run < times.length; run++) {
            requireShape(names, run, times[run], values[run], times[0].length);
        }
    }

    private static void requireShape(List<String> names, int run, double[] times, double[][] states, int steps) {
        if (steps == 0 || times.length != steps || states.length != steps) {
            throw new IllegalArgumentException("run " + run + " has " + times.length + " times and " + states.length
                    + " states, run 0 has " + steps + " times: must all be equal and at least 1");
        }
        for (int frame = 0; frame < steps; frame++) {
            if (states[frame].length != names.size()) {
                throw new IllegalArgumentException("frame " + frame + " of run " + run + " has " + states[frame].length
                        + " values: must be " + names.size() + ", one for each of " + names);
            }
        }
    }

    /** What they are of, how many there are, and from when until when the first is known. */
    @Override
    public String toString() {
        double[] first = times[0];
        return String.format(
                Locale.ROOT,
                "%d runs of %s, %d times from %.4g to %.4g",
                runs(),
                names,
                steps(),
                first[0],
                first[first.length - 1]);
    }

    /**
     * The number of runs.
     *
     * @return runs
     */
    public int runs() {
        return values.length;
    }

    /**
     * The number of states of each run, the initial one included.
     *
     * @return steps
     */
    public int steps() {
        return times[0].length;
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    public int dimension() {
        return names.size();
    }

    /**
     * Refuses a forecast that cannot be compared with a truth step by step.
     *
     * @param forecast runs of a model
     * @param truth runs of direct simulation
     * @throws IllegalArgumentException if their numbers of times, or the times of their first runs, differ
     */
    public static void requireSameTimes(Trajectories forecast, Trajectories truth) {
        double[] ours = forecast.times[0];
        double[] theirs = truth.times[0];
        if (ours.length != theirs.length) {
            throw new IllegalArgumentException("forecast with " + ours.length + " times, truth with " + theirs.length
                    + ": must be equal; forecast at the truth's times");
        }
        double tolerance = 1e-6 * Math.abs(theirs[theirs.length - 1] - theirs[0]);
        for (int k = 0; k < ours.length; k++) {
            if (Math.abs(ours[k] - theirs[k]) > tolerance) {
                throw new IllegalArgumentException("forecast " + pace(ours) + ", truth " + pace(theirs)
                        + ": times must be equal; forecast at the truth's times");
            }
        }
    }

    /**
     * Refuses runs of other components, or of the same in another order.
     *
     * @param ours some runs
     * @param theirs others
     * @throws IllegalArgumentException if their names differ
     */
    public static void requireSameNames(Trajectories ours, Trajectories theirs) {
        if (!ours.names.equals(theirs.names)) {
            throw new IllegalArgumentException("runs of " + ours.names + " and of " + theirs.names
                    + ": must be the same, in the same order; use only(names)");
        }
    }

    private static String pace(double[] times) {
        return String.format(
                Locale.ROOT,
                "every %.6g from %.6g",
                (times[times.length - 1] - times[0]) / Math.max(1, times.length - 1),
                times[0]);
    }

    /**
     * All runs of several ensembles together.
     *
     * @param ensembles one or more, with equal names in equal order
     * @return their runs, ensemble by ensemble
     * @throws IllegalArgumentException if names differ
     */
    public static Trajectories joined(List<Trajectories> ensembles) {
        ensembles.forEach(each -> requireSameNames(ensembles.get(0), each));
        return new Trajectories(
                ensembles.get(0).names,
                ensembles.stream().flatMap(one -> Arrays.stream(one.times)).toArray(double[][]::new),
                ensembles.stream().flatMap(one -> Arrays.stream(one.values)).toArray(double[][][]::new));
    }

    /**
     * The same runs in other components.
     *
     * @param others their names
     * @param of {@code [d]} state to the new one
     * @return every state mapped, times shared
     */
    public Trajectories mapped(List<String> others, UnaryOperator<double[]> of) {
        double[][][] made = Arrays.stream(values)
                .map(run -> Arrays.stream(run).map(of).toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(others, times, made);
    }

    /**
     * The same runs, all moved alike.
     *
     * @param by {@code [d][steps]} what is added to each component at each time
     * @return the moved runs, times shared
     */
    public Trajectories moved(double[][] by) {
        return eachWith(by, Double::sum);
    }

    /**
     * The same runs, all multiplied alike.
     *
     * @param by {@code [d][steps]} factor of each component at each time
     * @return the scaled runs, times shared
     */
    public Trajectories scaled(double[][] by) {
        return eachWith(by, (z, factor) -> factor * z);
    }

    private Trajectories eachWith(double[][] by, DoubleBinaryOperator of) {
        double[][][] made = Arrays.stream(values)
                .map(run -> IntStream.range(0, run.length)
                        .mapToObj(k -> IntStream.range(0, by.length)
                                .mapToDouble(c -> of.applyAsDouble(run[k][c], by[c][k]))
                                .toArray())
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(names, times, made);
    }

    /**
     * The same runs, held where they were last inside: from the first state on that is not, a run keeps the state before.
     *
     * @param inside whether a state is possible; the first one of a run is not asked for
     * @return the held runs, times shared
     */
    public Trajectories held(Predicate<double[]> inside) {
        double[][][] held = Arrays.stream(values).map(double[][]::clone).toArray(double[][][]::new);
        for (double[][] run : held) {
            boolean left = false;
            for (int k = 1; k < run.length; k++) {
                left |= !inside.test(run[k]);
                run[k] = left ? run[k - 1] : run[k];
            }
        }
        return new Trajectories(names, times, held);
    }

    /**
     * Some of the components.
     *
     * @param some names among these
     * @return the same runs, in the order of the names
     * @throws IllegalArgumentException if there is no such component
     */
    public Trajectories only(List<String> some) {
        if (!names.containsAll(some)) {
            throw new IllegalArgumentException("components " + some + ": must be among " + names);
        }
        int[] at = some.stream().mapToInt(names::indexOf).toArray();
        return mapped(some, z -> Arrays.stream(at).mapToDouble(c -> z[c]).toArray());
    }

    /**
     * Some of the runs.
     *
     * @param from first run
     * @param to run after the last
     * @return the runs from, …, to − 1; shared, not copied
     * @throws IllegalArgumentException if there is no such run
     */
    public Trajectories slice(int from, int to) {
        if (from < 0 || from >= to || to > runs()) {
            throw new IllegalArgumentException("runs " + from + " to " + (to - 1) + " of " + runs()
                    + ": must be at least one of 0 to " + (runs() - 1));
        }
        return new Trajectories(names, Arrays.copyOfRange(times, from, to), Arrays.copyOfRange(values, from, to));
    }

    /**
     * Some of the runs, by their numbers.
     *
     * @param some numbers of runs, each from 0 to {@link #runs()} − 1
     * @return these runs in that order; shared, not copied
     * @throws IndexOutOfBoundsException if there is no such run
     */
    public Trajectories of(int[] some) {
        return new Trajectories(
                names,
                Arrays.stream(some).mapToObj(run -> times[run]).toArray(double[][]::new),
                Arrays.stream(some).mapToObj(run -> values[run]).toArray(double[][][]::new));
    }

    /**
     * The mean over runs at each step index.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     * @throws IllegalArgumentException if there is no such component
     */
    public double[] mean(int component) {
        if (component < 0 || component >= dimension()) {
            throw new IllegalArgumentException(
                    "component " + component + " of " + names + ": must be 0 to " + (dimension() - 1));
        }
        double[] mean = new double[steps()];
        for (double[][] run : values) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += run[k][component] / runs();
            }
        }
        return mean;
    }

    /**
     * The standard deviation over runs at each step index (divisor: number of runs, as in the paper's figures).
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     * @throws IllegalArgumentException if there is no such component
     */
    public double[] standardDeviation(int component) {
        double[] mean = mean(component);
        double[] variance = new double[steps()];
        for (double[][] run : values) {
            for (int k = 0; k < variance.length; k++) {
                double deviation = run[k][component] - mean[k];
                variance[k] += deviation * deviation / runs();
            }
        }
        return Arrays.stream(variance).map(Math::sqrt).toArray();
    }

    /**
     * Whether a component is conserved: none of the runs changes it, but for rounding.
     *
     * @param component index of the component of z
     * @return whether |z(t) − z(0)| ≤ 10⁻¹² |z(0)| at all times of all runs
     */
    public boolean isConserved(int component) {
        return Arrays.stream(values).allMatch(run -> {
            double start = run[0][component];
            return Arrays.stream(run).allMatch(z -> Math.abs(z[component] - start) <= Rounding.of(start));
        });
    }

    /**
     * The same runs at common times, linear between recorded states; beyond a run's last time its last segment is
     * extended (as in the paper's test of the Ising model).
     *
     * @param grid {@code [m]} times, not decreasing
     * @return trajectories with those times in every run
     * @throws IllegalArgumentException if times decrease or are no numbers
     */
    public Trajectories at(double[] grid) {
        for (int k = 0; k < grid.length; k++) {
            if (!(grid[k] >= grid[Math.max(0, k - 1)])) {
                throw new IllegalArgumentException(
                        "time " + grid[k] + " after " + grid[Math.max(0, k - 1)] + ": times must not decrease");
            }
        }
        double[][] gridTimes = new double[runs()][];
        double[][][] gridValues = new double[runs()][grid.length][dimension()];
        for (int run = 0; run < runs(); run++) {
            gridTimes[run] = grid.clone();
            interpolate(times[run], values[run], grid, gridValues[run]);
        }
        return new Trajectories(names, gridTimes, gridValues);
    }

    private static void interpolate(double[] from, double[][] states, double[] grid, double[][] out) {
        int segment = 0;
        for (int k = 0; k < grid.length; k++) {
            while (segment < from.length - 2 && from[segment + 1] < grid[k]) {
                segment++;
            }
            int next = Math.min(segment + 1, from.length - 1);
            double width = from[next] - from[segment];
            double weight = width > 0 ? (grid[k] - from[segment]) / width : 0;
            for (int c = 0; c < out[k].length; c++) {
                out[k][c] = states[segment][c] + weight * (states[next][c] - states[segment][c]);
            }
        }
    }
}
