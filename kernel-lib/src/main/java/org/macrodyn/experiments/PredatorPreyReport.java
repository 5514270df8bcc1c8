package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingResult;

/**
 * Figures and final table of the predator–prey experiment (paper Fig 2).
 *
 * @param experiment the experiment
 * @param learnt its trainings
 * @param truth true runs that the scores compare with
 * @param scores MMD² of each λ and seed
 */
public record PredatorPreyReport(
        PredatorPreyExperiment experiment,
        List<TrainingResult> learnt,
        List<Trajectories> truth,
        PredatorPreyScores scores) {
    private static final int HALF_WIDTH = 480;
    private static final int HALF_HEIGHT = 360;
    private static final int SCATTER = 2000;
    private static final String[] FIELDS = {"u", "v"};

    /**
     * MMD² in time for every λ, averaged over test sets and seeds (paper Fig 2a).
     *
     * @return the picture, with the truth-against-truth floor
     */
    public Figure mmdOverTime() {
        int count = scores.lambdas().size();
        double[] lambdas =
                scores.lambdas().stream().mapToDouble(lambda -> lambda).toArray();
        double[][] curves = IntStream.range(0, count).mapToObj(scores::curve).toArray(double[][]::new);
        return Figures.mmdOverTime(scores.times(), lambdas, curves, scores.floor());
    }

    /**
     * Average MMD² against λ for every training seed (paper Fig 2b).
     *
     * @return the picture, with the line at λ = K and the floor
     */
    public Figure mmdAgainstLambda() {
        double[] lambdas =
                scores.lambdas().stream().mapToDouble(lambda -> lambda).toArray();
        List<Pen> pens = Palette.sequence(scores.seeds().size());
        List<Numbers> curves = new ArrayList<>();
        for (int seed = 0; seed < pens.size(); seed++) {
            int index = seed;
            double[] values = IntStream.range(0, lambdas.length)
                    .mapToDouble(lambda -> scores.score(lambda, index))
                    .toArray();
            curves.add(Numbers.of("seed " + scores.seeds().get(seed), pens.get(seed), lambdas, values));
        }
        return Figures.mmdAgainstLambda(curves, experiment.settings().patches().count(), scores.floorScore());
    }

    /**
     * Mean prey and mean predators, truth and the model whose λ is nearest to K.
     *
     * @param start number of the initial state
     * @return the picture
     */
    public Figure phasePortrait(int start) {
        return Figures.phasePortrait(
                physical(truth.get(start)), physical(experiment.forecast(model(), truth, start)), 0, 1);
    }

    /** The model of the first seed whose λ is nearest to K. */
    private SdeModel model() {
        return model(0);
    }

    private SdeModel model(int seed) {
        int patches = experiment.settings().patches().count();
        int nearest = 0;
        for (int i = 1; i < scores.lambdas().size(); i++) {
            double distance = Math.abs(scores.lambdas().get(i) - patches);
            nearest = distance < Math.abs(scores.lambdas().get(nearest) - patches) ? i : nearest;
        }
        return learnt.get(nearest * scores.seeds().size() + seed).model();
    }

    /** Latent states as they were before normalisation. */
    private Trajectories physical(Trajectories normalised) {
        double[][][] values = Arrays.stream(normalised.values())
                .map(run -> Arrays.stream(run).map(this::physical).toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(normalised.names(), normalised.times(), values);
    }

    private double[] physical(double[] z) {
        double[] raw = z.clone();
        experiment.closure().normalisation().invert(raw);
        return raw;
    }

    /**
     * Both fields of one true run in space and time.
     *
     * @param start number of the initial state
     * @return two heat maps
     */
    public Figure fields(int start) {
        Snapshots<float[]> run = experiment.field(start);
        return Panels.row(field("prey u", run, 0), field("predators v", run, 1));
    }

    private Figure field(String title, Snapshots<float[]> run, int field) {
        int cells = run.grid().columns();
        double[][] values = new double[cells][run.size()];
        float[] state = new float[run.grid().sites()];
        for (int frame = 0; frame < run.size(); frame++) {
            run.get(frame, state);
            for (int cell = 0; cell < cells; cell++) {
                values[cell][frame] = state[field * cells + cell];
            }
        }
        double end = run.size() * scores.times()[1];
        return HeatMap.of(title, values).x("time t", end).y("x", 1).size(300, 220);
    }

    /**
     * Closure variables against the means of their fields, over configurations of the training set.
     *
     * @return a panel for u and one for v, with the correlation in the title
     */
    public Figure closureAgainstMeans() {
        Snapshots<float[]> all = experiment.configurations().value();
        double[][] z = experiment.closure().map().encode(all.slice(0, Math.min(SCATTER, all.size())));
        return Panels.row(closureAgainstMean(z, 0), closureAgainstMean(z, 1));
    }

    private static Figure closureAgainstMean(double[][] z, int field) {
        double[] mean = Arrays.stream(z).mapToDouble(state -> state[field]).toArray();
        double[] closure =
                Arrays.stream(z).mapToDouble(state -> state[2 + field]).toArray();
        double correlation = new PearsonsCorrelation().correlation(mean, closure);
        return Curves.titled(String.format(Locale.ROOT, "Correlation %.3f", correlation))
                .x("mean " + FIELDS[field] + ", normalised")
                .y("closure variable of " + FIELDS[field])
                .points("", Palette.OURS.thin(), mean, closure)
                .size(HALF_WIDTH, HALF_HEIGHT)
                .noLegend()
                .figure();
    }

    /**
     * The ensemble means of the closure variables in time, truth and the model whose λ is nearest to K.
     *
     * @param start number of the initial state
     * @return a panel for each closure variable, with bands of one standard deviation
     */
    public Figure closureInTime(int start) {
        Trajectories ours = experiment.forecast(model(), truth, start);
        return Panels.row(closureInTime(truth.get(start), ours, 2), closureInTime(truth.get(start), ours, 3));
    }

    private static Figure closureInTime(Trajectories truth, Trajectories ours, int component) {
        double[] times = truth.times()[0];
        double[] expected = truth.mean(component);
        double[] learnt = ours.mean(component);
        return Curves.titled("Closure variable of " + FIELDS[component - 2])
                .x("time t")
                .y("mean ± standard deviation")
                .band(Palette.TRUTH, times, expected, truth.standardDeviation(component))
                .band(Palette.OURS, times, learnt, ours.standardDeviation(component))
                .line("truth", Palette.TRUTH, times, expected)
                .line("ours", Palette.OURS, times, learnt)
                .size(HALF_WIDTH, HALF_HEIGHT)
                .figure();
    }

    /**
     * A true configuration and what the closure's four numbers tell of it.
     *
     * @param start number of the initial state
     * @param frame number of the recorded state
     * @return a panel for u and one for v
     */
    public Figure reconstruction(int start, int frame) {
        Snapshots<float[]> run = experiment.field(start);
        float[] state = new float[run.grid().sites()];
        run.get(frame, state);
        float[] reconstructed = experiment.closure().reconstruction().apply(state);
        String time = String.format(Locale.ROOT, ", t = %.1f", scores.times()[frame]);
        return Panels.row(profile(time, state, reconstructed, 0), profile(time, state, reconstructed, 1));
    }

    private static Figure profile(String time, float[] state, float[] reconstructed, int field) {
        int cells = state.length / 2;
        double[] x =
                IntStream.range(0, cells).mapToDouble(i -> (i + 0.5) / cells).toArray();
        return Curves.titled("Field " + FIELDS[field] + time)
                .x("x")
                .y(FIELDS[field])
                .line("configuration", Palette.TRUTH, x, part(state, field * cells, cells))
                .line("from z", Palette.OURS, x, part(reconstructed, field * cells, cells))
                .size(HALF_WIDTH, HALF_HEIGHT)
                .figure();
    }

    private static double[] part(float[] values, int from, int count) {
        return IntStream.range(from, from + count).mapToDouble(i -> values[i]).toArray();
    }

    /**
     * The final table.
     *
     * @return average MMD² of every λ and seed, the floor, and the reconstruction error over training configurations
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        for (int lambda = 0; lambda < scores.lambdas().size(); lambda++) {
            for (int seed = 0; seed < scores.seeds().size(); seed++) {
                String name = "mmd.mean.lambda_" + plain(scores.lambdas().get(lambda)) + ".seed_"
                        + scores.seeds().get(seed);
                rows.add(Row.of(name, scores.score(lambda, seed)));
            }
        }
        rows.add(Row.of("mmd.floor", scores.floorScore()));
        double error = experiment
                .closure()
                .reconstructionError(experiment.configurations().value());
        rows.add(Row.of("closure.reconstruction_mse", error));
        rows.add(
                Row.of("noise.interpolated", roughness(experiment.interpolated().value())));
        rows.add(Row.of("noise.assembled", roughness(experiment.configurations().value())));
        rows.add(Row.of("noise.true", roughness(experiment.trueStates())));
        return new ResultTable(rows);
    }

    /** A few thousand configurations are enough. */
    private static double roughness(Snapshots<float[]> states) {
        return PredatorPreyExperiment.roughness(states.slice(0, Math.min(states.size(), SCATTER)));
    }

    /**
     * At how many states the forecasts cannot be told from truth at 5 %, for λ = K and every seed, and truth itself.
     *
     * @param again independent true runs
     * @return share for each seed and for the truth, which should be 0.95
     */
    public ResultTable indistinguishable(List<Trajectories> again) {
        List<Row> rows = new ArrayList<>();
        for (int seed = 0; seed < scores.seeds().size(); seed++) {
            SdeModel model = model(seed);
            List<Trajectories> forecasts = experiment.forecasts(model, truth);
            rows.add(Row.of(
                    "indistinguishable.seed_" + scores.seeds().get(seed),
                    experiment.indistinguishable(forecasts, truth)));
        }
        rows.add(Row.of("indistinguishable.truth", experiment.indistinguishable(again, truth))
                .exact(0.95));
        return new ResultTable(rows);
    }

    /**
     * Diagnostics of the model whose λ is nearest to K, first seed.
     *
     * @return residuals on single pairs that it was not trained on
     */
    public Diagnostics diagnostics() {
        return experiment.diagnose(model());
    }

    /** 5 and 2.5, not 5.0. */
    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
