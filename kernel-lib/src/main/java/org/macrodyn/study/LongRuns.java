package org.macrodyn.study;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.law.Law;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.ForecastResult;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/**
 * The second halves of long forecasts, where they have forgotten their starts: an equilibrium's first component.
 *
 * @param values {@code [runs][steps / 2]} of the runs that stayed finite
 * @param lost how many left the finite numbers
 * @param outside how many were at some time where the system cannot be
 */
public record LongRuns(double[][] values, int lost, int outside) {
    private static final Codec<LongRuns> CODEC = new Codec<>(
            made -> Map.of(
                    "m", NpyArray.of(made.values), "counts", NpyArray.of(new int[] {made.lost, made.outside}, 2)),
            arrays -> new LongRuns(
                    Npz.array(arrays, "m").matrix(),
                    Npz.array(arrays, "counts").ints()[0],
                    Npz.array(arrays, "counts").ints()[1]),
            parts -> parts.get(0));

    /**
     * How the runs are made.
     *
     * @param runs their number
     * @param steps recorded states of each
     * @param step time between two of them, in the model's unit
     * @param substeps Euler–Maruyama steps between two of them
     * @param seed of the noise
     */
    public record Plan(int runs, int steps, double step, int substeps, long seed) {}

    /**
     * Forecasts of a law.
     *
     * @param law the law; its coefficients and the pairs are what the runs are known by
     * @param pairs that it was read from
     * @param plan how the runs are made
     * @param starts {@code [runs][d]} states to start from, of the pairs
     * @param inside whether the system can be in a state
     * @param keeping keeps them, and shows how far they are
     * @return the second halves
     * @throws IllegalStateException if all runs left the finite numbers
     */
    public static LongRuns of(
            Law law,
            Kept<MacroPairs> pairs,
            Plan plan,
            Function<MacroPairs, double[][]> starts,
            Predicate<double[]> inside,
            Keeping keeping) {
        Identity identity =
                Identity.of(Map.of("law", law.table(), "plan", plan)).from(pairs.hash());
        Step<LongRuns> step = new Step<>(
                "forecast",
                "forecast of " + law.names(),
                identity,
                1,
                CODEC,
                (from, to, threads, progress) -> of(
                        Forecast.run(
                                law,
                                starts.apply(pairs.value()),
                                new Forecast.Times(plan.step, plan.steps, plan.substeps),
                                plan.seed,
                                threads,
                                progress),
                        inside));
        return keeping.keep(step).value();
    }

    private static LongRuns of(ForecastResult result, Predicate<double[]> inside) {
        int outside = (int) Arrays.stream(result.trajectories().values())
                .filter(run -> !Arrays.stream(run).allMatch(inside))
                .count();
        double[][] halves = Arrays.stream(result.finite().values())
                .map(run -> Arrays.stream(run, run.length / 2, run.length)
                        .mapToDouble(z -> z[0])
                        .toArray())
                .toArray(double[][]::new);
        return new LongRuns(halves, result.lost().length, outside);
    }
}
