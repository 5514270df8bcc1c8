package org.macrodyn.study;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.macrodyn.closure.MacroPairs;
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
     * @param steps of each
     * @param step time between two of them, one Euler–Maruyama step, in the model's unit
     * @param seed of the noise
     */
    public record Plan(int runs, int steps, double step, long seed) {}

    /**
     * Forecasts of a family at one value of its parameter.
     *
     * @param learnt the family, with networks that see the model's unit of time as 1
     * @param value of the parameter
     * @param plan how the runs are made
     * @param starts {@code [runs][d]} states to start from, of all pairs that were learnt from
     * @param inside whether the system can be in a state
     * @param keeping keeps them, and shows how far they are
     * @param <S> the state array
     * @return the second halves
     * @throws IllegalStateException if all runs left the finite numbers
     */
    public static <S> LongRuns of(
            Family.LearntFamily<S> learnt,
            double value,
            Plan plan,
            Function<MacroPairs, double[][]> starts,
            Predicate<double[]> inside,
            Keeping keeping) {
        Study<S> study = learnt.family().at().apply(value);
        Kept<MacroPairs> joined = learnt.family().joined(learnt.pairs());
        Identity identity = Identity.of(Map.of(
                        learnt.family().parameter(),
                        value,
                        "fit",
                        study.recipe().fit().network(),
                        "training",
                        study.recipe().fit().training().withLambda(learnt.lambda()),
                        "plan",
                        plan))
                .from(joined.hash());
        Step<LongRuns> step = new Step<>(
                "forecast",
                "forecast at " + learnt.family().parameter() + " = " + value,
                identity,
                1,
                CODEC,
                (from, to, threads, progress) -> of(
                        Forecast.run(
                                learnt.training().model().at(value),
                                starts.apply(joined.value()),
                                new Forecast.Times(plan.step, plan.steps, 1),
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
