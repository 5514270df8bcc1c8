package org.macrodyn.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What tells a critical point of an L × L system at temperature T from samples of its magnetisation m per site: ⟨|m|⟩,
 * the susceptibility χ = (L² / T)(⟨m²⟩ − ⟨|m|⟩²), and Binder's cumulant U = 1 − ⟨m⁴⟩ / (3 ⟨m²⟩²) (Binder, Z. Phys. B 43,
 * 1981; paper, Ising phase transition).
 *
 * <p>Averages are over all runs and times; the error bars are those of a jackknife over runs (over ten blocks of time if
 * there is a single run).
 *
 * @param meanAbsolute ⟨|m|⟩ with its standard error
 * @param susceptibility χ with its standard error, in units of 1/J
 * @param binderCumulant U with its standard error
 */
public record CriticalObservables(Estimate meanAbsolute, Estimate susceptibility, Estimate binderCumulant) {
    private static final int BLOCKS = 10;

    /**
     * A number and its standard error.
     *
     * @param value the number
     * @param error its standard error
     */
    public record Estimate(double value, double error) {}

    /**
     * From samples in equilibrium.
     *
     * @param magnetisation {@code [runs][times]} m per site, sign included; |m| is clipped at 1, where a learnt model may
     *     stray beyond
     * @param side L
     * @param temperature T in J/k
     * @return the three observables
     * @throws IllegalArgumentException if there are too few samples, one is not finite, all but one run's are 0, or L or T
     *     is not above 0
     */
    public static CriticalObservables of(double[][] magnetisation, int side, double temperature) {
        if (side < 1 || !(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "L = " + side + ", T = " + temperature + ": both must be above 0 and finite");
        }
        double[][] moments = moments(magnetisation.length == 1 ? blocks(magnetisation[0]) : magnetisation);
        double factor = (double) side * side / temperature;
        return new CriticalObservables(
                jackknife(moments, m -> m[1]),
                jackknife(moments, m -> factor * (m[2] - m[1] * m[1])),
                jackknife(moments, m -> 1 - m[3] / (3 * m[2] * m[2])));
    }

    /**
     * From samples of several independent streams, such as models learnt from different data: means over the streams. The
     * error is the standard error over streams, or that of a jackknife over the runs of all if that is larger.
     *
     * @param streams {@code [runs][times]} of each stream, at least one
     * @param side L
     * @param temperature T in J/k
     * @return the three observables
     * @throws IllegalArgumentException if there is no stream, and as {@link #of} does
     */
    public static CriticalObservables ofStreams(List<double[][]> streams, int side, double temperature) {
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("0 streams: must be at least 1");
        }
        CriticalObservables pooled =
                of(streams.stream().flatMap(Arrays::stream).toArray(double[][]::new), side, temperature);
        if (streams.size() == 1) {
            return pooled;
        }
        List<CriticalObservables> each =
                streams.stream().map(stream -> of(stream, side, temperature)).toList();
        return new CriticalObservables(
                over(each, pooled, CriticalObservables::meanAbsolute),
                over(each, pooled, CriticalObservables::susceptibility),
                over(each, pooled, CriticalObservables::binderCumulant));
    }

    /**
     * What an error of a learnt drift does to ⟨|m|⟩. The stationary law of dm = μ dt + σ dW is P(m) ∝ σ⁻² exp ∫ 2μ/σ² dm. A
     * drift that is too large by δμ, away from m = 0, multiplies it by exp(2 n δμ |m| / s), where s = nσ² hardly depends on
     * n = L²: the error of log P grows as n. To first order ⟨|m|⟩ then changes by
     * (2n/s)(⟨m²⟩ − ⟨|m|⟩²) δμ = (2Tχ/s) δμ.
     *
     * @param temperature T in J/k
     * @param noise s = L²σ², per unit of time, above 0
     * @return d⟨|m|⟩/dδμ, in units of time
     * @throws IllegalArgumentException if the noise is not above 0
     */
    public double responseToDrift(double temperature, double noise) {
        if (!(noise > 0)) {
            throw new IllegalArgumentException("L²σ² = " + noise + ": must be above 0");
        }
        return 2 * temperature * susceptibility.value / noise;
    }

    private static Estimate over(
            List<CriticalObservables> each, CriticalObservables pooled, Function<CriticalObservables, Estimate> of) {
        Spread spread = Spread.of(
                each.stream().mapToDouble(one -> of.apply(one).value()).toArray());
        return new Estimate(
                spread.mean(), Math.max(spread.standardError(), of.apply(pooled).error()));
    }

    /** {@code [groups]} of count, Σ|m|, Σm², Σm⁴. */
    private static double[][] moments(double[][] groups) {
        if (groups.length < 2) {
            throw new IllegalArgumentException(groups.length + " runs: must be at least 1, with samples");
        }
        double[][] moments = new double[groups.length][4];
        for (int g = 0; g < groups.length; g++) {
            if (groups[g].length == 0) {
                throw new IllegalArgumentException("run " + g + " has 0 samples: must be at least 1");
            }
            for (double value : groups[g]) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("magnetisation " + value + " in run " + g
                            + ": must be finite, leave such runs out and report how many");
                }
                double m = Math.min(1, Math.abs(value));
                moments[g][0]++;
                moments[g][1] += m;
                moments[g][2] += m * m;
                moments[g][3] += m * m * m * m;
            }
        }
        if (Arrays.stream(moments).filter(moment -> moment[2] > 0).count() < 2) {
            throw new IllegalArgumentException("magnetisation is 0 in all runs, or blocks of time, but one: "
                    + "Binder's cumulant has no value, give more samples");
        }
        return moments;
    }

    private static double[][] blocks(double[] run) {
        if (run.length < BLOCKS) {
            throw new IllegalArgumentException("one run of " + run.length + " samples: must be at least " + BLOCKS);
        }
        double[][] blocks = new double[BLOCKS][];
        Arrays.setAll(
                blocks,
                b -> Arrays.copyOfRange(
                        run, (int) ((long) b * run.length / BLOCKS), (int) ((long) (b + 1) * run.length / BLOCKS)));
        return blocks;
    }

    private static Estimate jackknife(double[][] sums, ToDoubleFunction<double[]> observable) {
        double[] total = new double[4];
        for (double[] group : sums) {
            Arrays.setAll(total, i -> total[i] + group[i]);
        }
        double[] without = Arrays.stream(sums)
                .mapToDouble(group -> {
                    double[] rest = total.clone();
                    Arrays.setAll(rest, i -> rest[i] - group[i]);
                    return observable.applyAsDouble(means(rest));
                })
                .toArray();
        return new Estimate(observable.applyAsDouble(means(total)), Spread.jackknife(without));
    }

    private static double[] means(double[] sums) {
        return new double[] {1, sums[1] / sums[0], sums[2] / sums[0], sums[3] / sums[0]};
    }
}
