package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.run.Trajectories;

/**
 * Forecasts of several models from the same initial states, and where their spread comes from. z_mr: a component at one
 * time in run r of model m; M models with R runs each; z̄_m, z̄_r, z̄: means over runs, over models, over both.
 *
 * <pre>
 * W = Σ_m Σ_r (z_mr − z̄_m)² / (M(R − 1))                        variance of runs within a model
 * B = Σ_m (z̄_m − z̄)² / (M − 1)                                  variance of the models' means
 * S = Σ_m Σ_r (z_mr − z̄_m − z̄_r + z̄)² / ((M − 1)(R − 1))        the same as W without what runs share: their start
 * E[B] = τ² + S/R                                               so τ² = B − S/R is the models' own variance
 * Var z = W + τ²                                                law of total variance
 * </pre>
 *
 * <p>S stands for W in the correction because all models start from the same states, whose scatter does not move one
 * model's mean against another's; for equal starts both have the same expectation. (Analysis of variance with two ways,
 * models and starts, both random: Scheffé, <i>The Analysis of Variance</i>, 1959, §7.4.)
 *
 * @param byModel the finite trajectories of each model; run r starts from the same state in all
 * @param lost runs left out because they left the finite numbers in one model or more
 */
public record EnsembleForecast(List<Trajectories> byModel, int lost) {
    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if there are fewer than two models or two runs, or models differ in runs, steps or
     *     components
     */
    public EnsembleForecast {
        byModel = List.copyOf(byModel);
        if (byModel.size() < 2 || byModel.get(0).runs() < 2) {
            throw new IllegalArgumentException("forecasts of " + byModel.size() + " models with "
                    + (byModel.isEmpty() ? 0 : byModel.get(0).runs()) + " runs: a spread needs two of both");
        }
        for (Trajectories model : byModel) {
            Trajectories first = byModel.get(0);
            if (model.runs() != first.runs()
                    || model.steps() != first.steps()
                    || !model.names().equals(first.names())) {
                throw new IllegalArgumentException("forecasts with " + first.runs() + " runs of " + first.steps()
                        + " steps " + first.names() + " and with " + model.runs() + " of " + model.steps() + " "
                        + model.names() + ": must be equal");
            }
        }
    }

    /**
     * Leaves out the runs that any model lost.
     *
     * @param results forecasts of each model from the same initial states
     * @return what is finite
     * @throws IllegalStateException if fewer than two runs are
     */
    public static EnsembleForecast of(List<ForecastResult> results) {
        int runs = results.get(0).trajectories().runs();
        boolean[] gone = new boolean[runs];
        results.forEach(result -> Arrays.stream(result.lost()).forEach(run -> gone[run] = true));
        int[] kept = IntStream.range(0, runs).filter(run -> !gone[run]).toArray();
        if (kept.length < 2) {
            throw new IllegalStateException("of " + runs + " trajectories " + kept.length
                    + " are finite in all models: shorten the step, or train on data around the start");
        }
        List<Trajectories> finite = new ArrayList<>();
        for (ForecastResult result : results) {
            Trajectories all = result.trajectories();
            finite.add(new Trajectories(
                    all.names(),
                    Arrays.stream(kept).mapToObj(run -> all.times()[run]).toArray(double[][]::new),
                    Arrays.stream(kept).mapToObj(run -> all.values()[run]).toArray(double[][][]::new)));
        }
        return new EnsembleForecast(finite, runs - kept.length);
    }

    /**
     * The same forecasts with another mean and spread, m + f(z − z̄): how runs go through time stays, √W and τ are f times as
     * large.
     *
     * @param mean {@code [d][steps]} m of each component at each time
     * @param factor {@code [d][steps]} f
     * @return the changed forecasts
     */
    public EnsembleForecast about(double[][] mean, double[][] factor) {
        double[][] by = mean.clone();
        for (int c = 0; c < by.length; c++) {
            double[] had = mean(c);
            double[] has = mean[c];
            double[] scale = factor[c];
            by[c] = IntStream.range(0, had.length)
                    .mapToDouble(k -> has[k] - scale[k] * had[k])
                    .toArray();
        }
        return new EnsembleForecast(
                byModel.stream().map(model -> model.scaled(factor).moved(by)).toList(), lost);
    }

    /**
     * Names of the components of z.
     *
     * @return d names
     */
    public List<String> names() {
        return byModel.get(0).names();
    }

    /**
     * The times of the recorded states.
     *
     * @return {@code [steps]}
     */
    public double[] times() {
        return byModel.get(0).times()[0].clone();
    }

    /**
     * The trajectories of all models together, as those of one forecast.
     *
     * @return M·R runs, model by model
     */
    public Trajectories all() {
        Trajectories first = byModel.get(0);
        return new Trajectories(
                first.names(),
                byModel.stream().flatMap(model -> Stream.of(model.times())).toArray(double[][]::new),
                byModel.stream().flatMap(model -> Stream.of(model.values())).toArray(double[][][]::new));
    }

    /**
     * z̄, the mean over models and runs.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] mean(int component) {
        return each(component, Parts::mean, v -> v);
    }

    /**
     * √W, the standard deviation of a run within one model: noise, and the scatter of the initial states.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] intrinsicSpread(int component) {
        return each(component, Parts::within, Math::sqrt);
    }

    /**
     * √(S/(M R)), the standard error of {@link #mean} from the finite number of runs, for these models and these starts.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] samplingError(int component) {
        int count = byModel.size() * byModel.get(0).runs();
        return each(component, Parts::noise, v -> Math.sqrt(v / count));
    }

    /**
     * √max(0, B − S/R), the standard deviation of one model's mean over models, without what the finite number of runs adds.
     * From M models it is known to about 1/√(2(M − 1)) of itself.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] modelSpread(int component) {
        return each(component, Parts::models, Math::sqrt);
    }

    /**
     * √(W + τ²), the standard deviation of a run of a model drawn at random.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] totalSpread(int component) {
        return each(component, parts -> parts.within + parts.models, Math::sqrt);
    }

    /** One value for each recorded time. */
    private double[] each(int component, ToDoubleFunction<Parts> part, DoubleUnaryOperator transform) {
        return IntStream.range(0, byModel.get(0).steps())
                .mapToDouble(step -> transform.applyAsDouble(part.applyAsDouble(parts(step, component))))
                .toArray();
    }

    /** Mean, W, S and τ² of one component at one time. */
    private record Parts(double mean, double within, double noise, double models) {}

    private Parts parts(int step, int component) {
        int models = byModel.size();
        int runs = byModel.get(0).runs();
        double[] ofModel = new double[models];
        double[] ofRun = new double[runs];
        double mean = 0;
        for (int m = 0; m < models; m++) {
            for (int r = 0; r < runs; r++) {
                double z = byModel.get(m).values()[r][step][component];
                ofModel[m] += z / runs;
                ofRun[r] += z / models;
            }
            mean += ofModel[m] / models;
        }
        double within = 0;
        double noise = 0;
        double between = 0;
        for (int m = 0; m < models; m++) {
            between += square(ofModel[m] - mean) / (models - 1);
            for (int r = 0; r < runs; r++) {
                double z = byModel.get(m).values()[r][step][component];
                within += square(z - ofModel[m]) / ((double) models * (runs - 1));
                noise += square(z - ofModel[m] - ofRun[r] + mean) / ((models - 1.0) * (runs - 1));
            }
        }
        return new Parts(mean, within, noise, Math.max(0, between - noise / runs));
    }

    private static double square(double x) {
        return x * x;
    }
}
