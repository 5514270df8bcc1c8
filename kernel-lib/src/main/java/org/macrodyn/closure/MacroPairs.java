package org.macrodyn.closure;

import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.macrodyn.data.Recordings;

/**
 * Training pairs of the macroscopic SDE: (z_t, Δz, δt), where Δz is the estimate of z_{t+δt} − z_t that the evolution of
 * one patch gives.
 *
 * <p>Ours: Δz = φ(x_{t+δt,I}) − φ(x_{t,I}); naive baseline: Δz = φ(x_{t+δt,I}) − φ(x_t). Increments are kept,
 * not end points, so that small ones keep their digits in single precision.
 *
 * @param names names of the d components of z
 * @param z0 {@code [pairs · d]} states, row by row
 * @param dz {@code [pairs · d]} increments, row by row
 * @param dt {@code [pairs]} elapsed times, above 0
 * @param group neighbouring pairs that a training takes together: 2d after {@link #condensed}, else 1
 * @param condition parameter that differs between pairs, if there is one
 */
public record MacroPairs(
        List<String> names, float[] z0, float[] dz, float[] dt, int group, Optional<Condition> condition) {
    /**
     * Checks lengths and values.
     *
     * @throws IllegalArgumentException if the lengths do not agree, a value is not finite, a time is not above 0, or the
     *     pairs are not a multiple of the group
     */
    public MacroPairs {
        names = List.copyOf(names);
        int d = names.size();
        if (d == 0 || dt.length == 0 || z0.length != d * dt.length || dz.length != z0.length) {
            throw new IllegalArgumentException(
                    "pairs with z0[" + z0.length + "], Δz[" + dz.length + "], δt[" + dt.length + "] in " + d
                            + " dimensions: z0 and Δz must have d values for each δt, and there must be some");
        }
        if (group < 1 || dt.length % group != 0) {
            throw new IllegalArgumentException(dt.length + " pairs in groups of " + group
                    + ": must be a multiple of the group, which is at least 1");
        }
        condition.ifPresent(given -> requireLength(given.values().length, dt.length));
        requireFinite("z0", z0);
        requireFinite("Δz", dz);
        for (int i = 0; i < dt.length; i++) {
            if (!(dt[i] > 0) || Float.isInfinite(dt[i])) {
                throw new IllegalArgumentException("δt[" + i + "] = " + dt[i] + ": must be finite and above 0");
            }
        }
    }

    private static void requireLength(int values, int pairs) {
        if (values != pairs) {
            throw new IllegalArgumentException(
                    values + " values of the parameter for " + pairs + " pairs: must be one for each");
        }
    }

    /**
     * Pairs made under the same conditions.
     *
     * @param names names of the d components of z
     * @param z0 {@code [pairs · d]} states, row by row
     * @param dz {@code [pairs · d]} increments, row by row
     * @param dt {@code [pairs]} elapsed times, above 0
     * @throws IllegalArgumentException if the lengths do not agree, a value is not finite or a time is not above 0
     */
    public MacroPairs(List<String> names, float[] z0, float[] dz, float[] dt) {
        this(names, z0, dz, dt, 1);
    }

    /**
     * Pairs made under the same conditions, of which neighbours belong together.
     *
     * @param names names of the d components of z
     * @param z0 {@code [pairs · d]} states, row by row
     * @param dz {@code [pairs · d]} increments, row by row
     * @param dt {@code [pairs]} elapsed times, above 0
     * @param group neighbouring pairs that a training takes together
     * @throws IllegalArgumentException if the lengths do not agree, a value is not finite, a time is not above 0, or the
     *     pairs are not a multiple of the group
     */
    public MacroPairs(List<String> names, float[] z0, float[] dz, float[] dt, int group) {
        this(names, z0, dz, dt, group, Optional.empty());
    }

    /**
     * Pairs of recorded runs: every state and the next one.
     *
     * @param recordings own trajectories
     * @return as {@link #of(Recordings, int)} with every = 1
     * @throws IllegalArgumentException if there is none
     */
    public static MacroPairs of(Recordings recordings) {
        return of(recordings, 1);
    }

    /**
     * Pairs of recorded runs: z_t = z(t_i), Δz = z(t_{i+k}) − z(t_i), δt = t_{i+k} − t_i for i = 0, k, 2k, … from the
     * beginning of each run and after each gap. They share no step, so that their noises are independent, and none spans a
     * gap. They are of the system itself: λ = 1.
     *
     * @param recordings own trajectories
     * @param every k, at least 1: for runs that are recorded so often that they remember their last step
     * @return the pairs, run by run
     * @throws IllegalArgumentException if k is below 1, or no run has k + 1 states without a gap
     */
    public static MacroPairs of(Recordings recordings, int every) {
        return RecordedPairs.of(recordings, every);
    }

    /**
     * Joins pairs made at several values of a parameter. The unit of time at a value is the time in which |Δz|² grows by
     * what it has in a pair on average, the same for all values: noise is then equally strong everywhere, and what is left
     * of a drift is what its potential does, however fast or slow the system is.
     *
     * @param parameter its name, for example {@code T}
     * @param byValue pairs at each value, δt in s; the same components in all
     * @return all of them, in ascending order of the values
     * @throws IllegalArgumentException if there are none, components or groups differ, or nothing moves at a value
     */
    public static MacroPairs conditional(String parameter, Map<Double, MacroPairs> byValue) {
        SortedMap<Double, MacroPairs> sorted = new TreeMap<>(byValue);
        int total = sorted.values().stream().mapToInt(MacroPairs::size).sum();
        if (total == 0) {
            throw new IllegalArgumentException(
                    "pairs at no value of " + parameter + ": there must be one value or more");
        }
        MacroPairs first = sorted.values().iterator().next();
        double square = sorted.values().stream().mapToDouble(MacroPairs::square).sum() / total;
        List<MacroPairs> parts = new ArrayList<>();
        float[] values = new float[total];
        double[] known = new double[sorted.size()];
        double[] units = new double[sorted.size()];
        int at = 0;
        for (Map.Entry<Double, MacroPairs> entry : sorted.entrySet()) {
            MacroPairs pairs = entry.getValue();
            if (!pairs.names.equals(first.names) || pairs.group != first.group || pairs.square() == 0) {
                throw new IllegalArgumentException("components " + pairs.names + " in groups of " + pairs.group + " at "
                        + entry.getKey() + ": must be " + first.names + " in groups of " + first.group
                        + " and move at every value");
            }
            double unit = pairs.meanTime() * pairs.size() * square / pairs.square();
            known[parts.size()] = entry.getKey();
            units[parts.size()] = unit;
            Arrays.fill(values, at, at + pairs.size(), entry.getKey().floatValue());
            at += pairs.size();
            parts.add(pairs.inUnits(unit));
        }
        MacroPairs all = joined(parts);
        Condition condition = new Condition(parameter, values, new TimeScale(known, units));
        return new MacroPairs(all.names, all.z0, all.dz, all.dt, all.group, Optional.of(condition));
    }

    private MacroPairs inUnits(double unit) {
        float[] times = new float[dt.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = (float) (dt[i] / unit);
        }
        return new MacroPairs(names, z0, dz, times, group);
    }

    /** All pairs of several sets of the same components and groups. */
    static MacroPairs joined(List<MacroPairs> parts) {
        MacroPairs first = parts.get(0);
        return new MacroPairs(
                first.names,
                joined(parts, MacroPairs::z0),
                joined(parts, MacroPairs::dz),
                joined(parts, MacroPairs::dt),
                first.group);
    }

    private static float[] joined(List<MacroPairs> parts, Function<MacroPairs, float[]> values) {
        return Floats.concat(parts.stream().map(values).toArray(float[][]::new));
    }

    /** Σ |Δz|². */
    private double square() {
        double sum = 0;
        for (float increment : dz) {
            sum += (double) increment * increment;
        }
        return sum;
    }

    private static void requireFinite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] = " + values[i]
                        + ": must be finite; look at the stage that made these pairs");
            }
        }
    }

    /**
     * The number of pairs.
     *
     * @return pairs
     */
    public int size() {
        return dt.length;
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
     * The same likelihood from fewer pairs. The Gaussian likelihood of R pairs that share z_t and δt depends on their
     * increments only through mean Δz̄ and covariance C = (1/R) Σ (Δz − Δz̄)(Δz − Δz̄)ᵀ; the 2d pairs Δz̄ ± √d L_k, where L_k
     * are the columns of L Lᵀ = C, have the same mean and covariance. A training on them is faster by R/2d and, as it takes
     * them together, free of the noise of single pairs.
     *
     * @param repeats R: neighbouring pairs with the same z_t and δt, above 2d
     * @return 2d pairs for each R of these
     * @throws IllegalArgumentException if the pairs are no multiple of R, R is not above 2d, or neighbours differ in z_t or δt
     */
    public MacroPairs condensed(int repeats) {
        MacroPairs few = new Condensation(this, repeats).run();
        int[] first = IntStream.range(0, few.size())
                .map(i -> i / few.group() * repeats)
                .toArray();
        return few.conditioned(condition.map(given -> given.taken(first)));
    }

    /**
     * These pairs and their mirror images, for a system that has the symmetry z_c → −z_c: what it does at z, it does
     * mirrored at the mirrored z.
     *
     * @param component c
     * @return twice as many pairs, the mirrored ones last
     */
    public MacroPairs mirrored(int component) {
        int[] twice = IntStream.range(0, 2 * size()).map(i -> i % size()).toArray();
        return new MacroPairs(names, mirrored(z0, component), mirrored(dz, component), Floats.concat(dt, dt), group)
                .conditioned(condition.map(given -> given.taken(twice)));
    }

    private float[] mirrored(float[] rows, int component) {
        float[] both = Floats.concat(rows, rows);
        for (int i = rows.length + component; i < both.length; i += dimension()) {
            both[i] = -both[i];
        }
        return both;
    }

    /**
     * The pairs from a range of states.
     *
     * @param component c
     * @param low least z_c
     * @param high largest z_c
     * @return those with low ≤ z_c ≤ high
     * @throws IllegalArgumentException if there are none
     */
    public MacroPairs within(int component, double low, double high) {
        int d = dimension();
        int[] kept = IntStream.range(0, size())
                .filter(i -> low <= z0[i * d + component] && z0[i * d + component] <= high)
                .toArray();
        return taken(kept);
    }

    /**
     * Some of the pairs.
     *
     * @param which their numbers, in any order, each as often as it is wanted; whole groups
     * @return these pairs in this order
     * @throws IllegalArgumentException if there are none, or they are no multiple of the group
     */
    public MacroPairs taken(int[] which) {
        return new MacroPairs(
                names,
                rows(z0, dimension(), which),
                rows(dz, dimension(), which),
                rows(dt, 1, which),
                group,
                condition.map(given -> given.taken(which)));
    }

    private MacroPairs conditioned(Optional<Condition> other) {
        return new MacroPairs(names, z0, dz, dt, group, other);
    }

    private static float[] rows(float[] all, int width, int[] which) {
        float[] rows = new float[which.length * width];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(all, which[k] * width, rows, k * width, width);
        }
        return rows;
    }

    /**
     * Whether two pairs start alike.
     *
     * @param i number of one
     * @param j number of the other
     * @return whether they have the same z_t and parameter
     */
    public boolean startAlike(int i, int j) {
        int d = dimension();
        return Arrays.equals(z0, i * d, i * d + d, z0, j * d, j * d + d)
                && (condition.isEmpty()
                        || condition.get().values()[i] == condition.get().values()[j]);
    }

    /**
     * Mean Δz̄ and covariance C = (1/R) Σ (Δz − Δz̄)(Δz − Δz̄)ᵀ of R neighbouring pairs.
     *
     * @param first number of the first
     * @param count R
     * @param mean {@code [d]} receives Δz̄
     * @param covariance {@code [d][d]} receives C
     */
    public void moments(int first, int count, double[] mean, double[][] covariance) {
        int d = dimension();
        Arrays.fill(mean, 0);
        for (int at = first * d; at < (first + count) * d; at++) {
            mean[at % d] += dz[at] / (double) count;
        }
        for (int a = 0; a < d; a++) {
            Arrays.fill(covariance[a], 0);
            for (int at = first * d; at < (first + count) * d; at += d) {
                for (int b = 0; b < d; b++) {
                    covariance[a][b] += (dz[at + a] - mean[a]) * (dz[at + b] - mean[b]) / count;
                }
            }
        }
    }

    /**
     * The mean of δt.
     *
     * @return mean elapsed time, in the unit of δt
     */
    public double meanTime() {
        double sum = 0;
        for (float time : dt) {
            sum += time;
        }
        return sum / dt.length;
    }

    @Override
    public String toString() {
        String given = condition
                .map(one -> " for " + one.name() + " from " + one.time())
                .orElse("");
        return String.format(Locale.ROOT, "%,d pairs of %s%s, δt = %.3g", size(), names, given, meanTime());
    }
}
