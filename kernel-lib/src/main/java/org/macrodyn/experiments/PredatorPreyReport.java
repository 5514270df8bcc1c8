package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.LatentScores;
import org.macrodyn.study.LatentTruth;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * Figures and final table of the predator–prey experiment (paper, Fig. 2).
 *
 * @param setup the experiment
 * @param truth true runs of the large system
 * @param scores MMD² of each λ and seed against them
 */
public record PredatorPreyReport(PredatorPreySetup setup, LatentTruth<float[]> truth, LatentScores<float[]> scores) {
    private static final int SCATTER = 2000;
    private static final int TRUE_RUNS = 20;
    private static final String[] FIELDS = {"u", "v"};

    /**
     * Mean prey and mean predators, truth and the SDE whose λ is nearest to K.
     *
     * @param start number of the initial state
     * @return the picture
     */
    public Figure phasePortrait(int start) {
        Normalisation units = closure().normalisation();
        Trajectories runs = units.invert(truth.runs().get(start));
        return Figures.phasePortrait(runs, units.invert(truth.forecast(learnt(), start)), 0, 1);
    }

    private int patches() {
        return truth.study().patches().count();
    }

    /** The SDE of the first seed whose λ is nearest to K. */
    private Learnt<float[]> learnt() {
        return learnt(scores.sweep().values("seed").get(0));
    }

    private Learnt<float[]> learnt(Object seed) {
        Object nearest = scores.sweep().values("λ").stream()
                .min(Comparator.comparing(lambda -> Math.abs((double) lambda - patches())))
                .orElseThrow();
        return scores.sweep().learnt(nearest, seed);
    }

    private ClosureModel<float[]> closure() {
        return learnt().pairs().closure().value();
    }

    private Snapshots<float[]> configurations() {
        return learnt().pairs().configurations().value();
    }

    /** Runs of the large system over the time of the tests; nothing that is learnt sees them. */
    private Snapshots<float[]> simulate(PredatorPrey large, int runs, String stage) {
        Ensembles.Size test = setup.tests().runs();
        Study<float[]> study = truth.study();
        return new Simulation<>(large, large::initialise, runs, test.frames(), test.between(), stage, study.seed())
                .snapshots(0, runs, study.keeping().threads(), ProgressListener.NONE);
    }

    private Snapshots<float[]> field(int start) {
        return simulate(setup.large().startingFrom(setup.tests().starts().get(start)), 1, "field");
    }

    /**
     * Both fields of one true run in space and time.
     *
     * @param start number of the initial state
     * @return two heat maps
     */
    public Figure fields(int start) {
        Snapshots<float[]> run = field(start);
        return Panels.row(field("prey u", run, 0), field("predators v", run, 1));
    }

    private Figure field(String title, Snapshots<float[]> run, int field) {
        double end = run.size() * truth.times()[1];
        return HeatMap.ofLine(title, run, field).x("time t", end).y("x", 1).size(300, 220);
    }

    /**
     * Closure variables against the means of their fields, over configurations of the training set.
     *
     * @return a panel for u and one for v, with the correlation in the title
     */
    public Figure closureAgainstMeans() {
        Snapshots<float[]> all = configurations();
        double[][] z = closure().encode(all.slice(0, Math.min(SCATTER, all.size())));
        return Panels.row(closureAgainstMean(z, 0), closureAgainstMean(z, 1));
    }

    private static Figure closureAgainstMean(double[][] z, int field) {
        return Figures.correlation(
                "mean " + FIELDS[field] + ", normalised",
                column(z, field),
                "closure variable of " + FIELDS[field],
                column(z, FIELDS.length + field));
    }

    private static double[] column(double[][] z, int component) {
        return Arrays.stream(z).mapToDouble(state -> state[component]).toArray();
    }

    /**
     * The ensemble means of the closure variables in time, truth and the model whose λ is nearest to K.
     *
     * @param start number of the initial state
     * @return a panel for each closure variable, with bands of one standard deviation
     */
    public Figure closureInTime(int start) {
        Trajectories runs = truth.runs().get(start);
        Trajectories ours = truth.forecast(learnt(), start);
        return Panels.row(
                Figures.bands("Closure variable of u", runs, ours, 2),
                Figures.bands("Closure variable of v", runs, ours, 3));
    }

    /**
     * A true configuration and what the closure's four numbers tell of it.
     *
     * @param start number of the initial state
     * @param frame number of the recorded state
     * @return a panel for u and one for v
     */
    public Figure reconstruction(int start, int frame) {
        Snapshots<float[]> run = field(start);
        float[] state = new float[run.grid().sites()];
        run.get(frame, state);
        float[] reconstructed = closure().reconstruct(state);
        String time = String.format(Locale.ROOT, ", t = %.1f", truth.times()[frame]);
        return Panels.row(profile(time, state, reconstructed, 0), profile(time, state, reconstructed, 1));
    }

    private static Figure profile(String time, float[] state, float[] reconstructed, int field) {
        double[] ours = part(reconstructed, field);
        return Figures.profile("Field " + FIELDS[field] + time, FIELDS[field], part(state, field), "from z", ours);
    }

    private static double[] part(float[] values, int field) {
        int cells = values.length / FIELDS.length;
        return IntStream.range(field * cells, (field + 1) * cells)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /**
     * The final table.
     *
     * @return average MMD² of every λ and seed, the floor, the reconstruction error over training configurations, and the
     *     variance of what differs from cell to cell in them
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        for (Sweep.Case<float[]> one : scores.sweep().cases()) {
            List<Object> values = one.values();
            rows.add(Row.of(
                    "mmd.mean.lambda_" + plain((double) values.get(0)) + ".seed_" + values.get(1),
                    scores.score(values.toArray())));
        }
        rows.add(Row.of("mmd.floor", scores.floorScore()));
        rows.add(Row.of("closure.reconstruction_mse", closure().reconstructionError(configurations())));
        Study<float[]> paper = truth.study().recipe(setup.paper());
        rows.add(
                Row.of("noise.interpolated", few(paper.enlarge(paper.simulate()).value())));
        rows.add(Row.of("noise.assembled", few(configurations())));
        rows.add(Row.of("noise.true", few(simulate(setup.large(), TRUE_RUNS, "true states"))));
        return new ResultTable(rows);
    }

    /** 5 and 2.5, not 5.0. */
    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** A few thousand configurations are enough. */
    private static double few(Snapshots<float[]> states) {
        return roughness(states.slice(0, Math.min(states.size(), SCATTER)));
    }

    /**
     * The variance of what differs from cell to cell in u: ⟨(u_{i−1} − 2u_i + u_{i+1})²⟩ / 6 over all cells, in which waves of
     * 20 cells or more hardly show. Independent noise of variance s² has s²; after linear interpolation to twice the cells
     * it has less, and what is left is correlated.
     *
     * @param states configurations of the large system
     * @return the variance, mean over states
     */
    public static double roughness(Snapshots<float[]> states) {
        int cells = states.grid().columns();
        float[] state = new float[states.grid().sites()];
        double sum = 0;
        for (int k = 0; k < states.size(); k++) {
            states.get(k, state);
            for (int i = 1; i < cells - 1; i++) {
                double second = state[i - 1] - 2.0 * state[i] + state[i + 1];
                sum += second * second / (6.0 * (cells - 2));
            }
        }
        return sum / states.size();
    }

    /**
     * At how many states the forecasts cannot be told from truth at 5 %, for λ = K and every seed, and truth itself.
     *
     * @return share for each seed and for the truth, which should be 0.95
     */
    public ResultTable indistinguishable() {
        List<Row> rows = new ArrayList<>();
        for (Object seed : scores.sweep().values("seed")) {
            rows.add(Row.of("indistinguishable.seed_" + seed, truth.indistinguishable(learnt(seed))));
        }
        rows.add(Row.of("indistinguishable.truth", truth.indistinguishable(truth.again()))
                .exact(0.95));
        return new ResultTable(rows);
    }

    /**
     * Diagnostics of the SDE whose λ is nearest to K, first seed.
     *
     * @return residuals with λ = K, on single pairs that it was not trained on
     */
    public Diagnostics diagnostics() {
        return learnt().diagnose(patches());
    }
}
