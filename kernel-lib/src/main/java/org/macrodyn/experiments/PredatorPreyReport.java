package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Roughness;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.LatentReport;
import org.macrodyn.study.LatentScores;
import org.macrodyn.study.LatentTruth;
import org.macrodyn.study.Study;

/**
 * Figures and final table of the predator–prey experiment (paper, Fig. 2): what its fields add to {@link LatentReport}.
 *
 * @param setup the experiment
 * @param latent what any system has
 */
public record PredatorPreyReport(PredatorPreySetup setup, LatentReport<float[]> latent) {
    private static final int SCATTER = 2000;
    private static final int TRUE_RUNS = 20;
    private static final String[] FIELDS = {"u", "v"};

    /**
     * The report.
     *
     * @param setup the experiment
     * @param truth true runs of the large system
     * @param scores MMD² of each λ and seed against them
     */
    public PredatorPreyReport(PredatorPreySetup setup, LatentTruth<float[]> truth, LatentScores<float[]> scores) {
        this(setup, new LatentReport<>(truth, scores));
    }

    private Snapshots<float[]> configurations() {
        return latent.nearest().pairs().configurations().value();
    }

    /** Runs of the large system over the time of the tests; nothing that is learnt sees them. */
    private Snapshots<float[]> simulate(PredatorPrey large, int runs, String stage) {
        Ensembles.Size test = setup.tests().runs();
        Study<float[]> study = latent.truth().study();
        return new Simulation<>(large, large::initialise, runs, test.frames(), test.between(), stage, study.seed())
                .snapshots(0, runs, study.keeping().threads(), study.keeping().late(stage));
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
        double end = run.size() * latent.truth().times()[1];
        return HeatMap.ofLine(title, run, field).x("time t", end).y("x", 1).size(300, 220);
    }

    /**
     * Closure variables against the means of their fields, over configurations of the training set.
     *
     * @return a panel for u and one for v, with the correlation in the title
     */
    public Figure closureAgainstMeans() {
        Snapshots<float[]> all = configurations();
        double[][] z = latent.closure().encode(all.slice(0, Math.min(SCATTER, all.size())));
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
        return Panels.row(
                latent.inTime("Closure variable of u", start, 2), latent.inTime("Closure variable of v", start, 3));
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
        float[] reconstructed = latent.closure().reconstruct(state);
        String time = String.format(Locale.ROOT, ", t = %.1f", latent.truth().times()[frame]);
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
        List<Row> rows = new ArrayList<>(latent.rows());
        ClosureModel<float[]> closure = latent.closure();
        rows.add(Row.of("closure.reconstruction_mse", closure.reconstructionError(configurations())));
        Study<float[]> paper = latent.truth().study().recipe(setup.paper());
        rows.add(
                Row.of("noise.interpolated", few(paper.enlarge(paper.simulate()).value())));
        rows.add(Row.of("noise.assembled", few(configurations())));
        rows.add(Row.of("noise.true", few(simulate(setup.large(), TRUE_RUNS, "true states"))));
        return new ResultTable(rows);
    }

    /** A few thousand configurations are enough. */
    private static double few(Snapshots<float[]> states) {
        return Roughness.of(states.slice(0, Math.min(states.size(), SCATTER)));
    }
}
