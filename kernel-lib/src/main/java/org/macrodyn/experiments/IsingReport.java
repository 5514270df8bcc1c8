package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.MeanAndSpread.Curve;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.metrics.Spread;

/**
 * Figures and final table of the Ising experiment (paper Fig 3b, Fig 5).
 *
 * @param experiment the experiment
 * @param paper what the published recipe has learnt
 * @param best what our recipe has learnt
 * @param variants what our recipe has learnt with one choice changed, by name; names are letters, digits, _ and .
 */
public record IsingReport(
        IsingExperiment experiment, IsingStudy paper, IsingStudy best, Map<String, IsingStudy> variants) {
    private static final List<String> SYMBOLS = List.of("m", "ρ");

    /**
     * Mean and standard deviation of m and ρ in time (paper Fig 5).
     *
     * @param study what was learnt
     * @param patchSide L_p, 16 in the paper
     * @param start initial magnetisation, −0.75 in the paper
     * @return two rows of two panels: truth, naive baseline, ours
     * @throws IllegalArgumentException if that start is not among the settings' or the side was not learnt
     */
    public Figure meanAndSpread(IsingStudy study, int patchSide, double start) {
        Trajectories truth = experiment.truth().get(start);
        if (truth == null) {
            throw new IllegalArgumentException("m(0) = " + start + ": must be one of "
                    + experiment.settings().magnetisations());
        }
        Trajectories naive = experiment.forecast(study, study.first(patchSide, Increment.NAIVE), start);
        Trajectories ours = experiment.forecast(study, study.first(patchSide, Increment.OURS), start);
        Figure[] rows = new Figure[SYMBOLS.size()];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = MeanAndSpread.of(
                    SYMBOLS.get(c),
                    "time t",
                    List.of(
                            Curve.of("truth, " + truth.runs() + " runs", Palette.TRUTH, truth, c),
                            Curve.of("naive baseline", Palette.BASELINE, naive, c),
                            Curve.of("ours", Palette.OURS, ours, c)));
        }
        return Panels.column(rows);
    }

    /**
     * Test error against the size n_s of the small system (paper Fig 3b): published recipe against the paper's true runs.
     *
     * @return ours and naive, with their spread over training seeds, and the published numbers
     */
    public Figure errorAgainstSize() {
        double[] sides = sides(paper);
        return Figures.errorAgainstSize(
                "Paper's settings: test error against size",
                List.of(
                        numbers("naive baseline", Palette.BASELINE, paper, side -> paperError(side, Increment.NAIVE)),
                        numbers("ours", Palette.OURS, paper, side -> paperError(side, Increment.OURS)),
                        Numbers.of(
                                "naive, published", Palette.BASELINE.dash(), sides, published(Published.Method.NAIVE)),
                        Numbers.of("ours, published", Palette.OURS.dash(), sides, published(Published.Method.OURS))));
    }

    /**
     * Error over the horizon against the size n_s, published recipe and ours, and the noise of the true runs.
     *
     * @return four curves
     */
    public Figure bestErrorAgainstSize() {
        double[] noise = new double[best.patchSides().size()];
        Arrays.fill(noise, experiment.floor());
        return Figures.errorAgainstSize(
                "Error of the mean of (m, ρ), t ≤ "
                        + Math.round(experiment.settings().horizon()),
                List.of(
                        numbers("naive, paper's recipe", Palette.BASELINE, paper, of(paper, Increment.NAIVE)),
                        numbers("partial, paper's recipe", Palette.PAPER, paper, of(paper, Increment.OURS)),
                        Numbers.of("partial, our recipe", Palette.OURS, sides(best), pooled()),
                        Numbers.of("noise of the true runs", Palette.TRUTH, sides(best), noise)));
    }

    /**
     * What each choice is worth: error over the horizon of our recipe and of its variants.
     *
     * @return a curve for each variant, over the patch sides that it was learnt at
     */
    public Figure choices() {
        List<Pen> pens = Palette.sequence(variants.size());
        List<Numbers> methods = new ArrayList<>();
        variants.forEach((name, study) -> methods.add(
                numbers(name.replace('_', ' '), pens.get(methods.size()), study, of(study, Increment.OURS))));
        methods.add(numbers("our recipe", Palette.OURS, best, of(best, Increment.OURS)));
        return Figures.errorAgainstSize("Error of our recipe with one choice changed", methods);
    }

    /**
     * A large configuration made in the paper's way (small system, replicated, relaxed) and in ours (one piece, assembled
     * from mates, healed).
     *
     * @return two rows of three pictures
     */
    public Figure snapshots() {
        return Panels.column(
                lattices(List.of("small system", "replicated", "relaxed"), experiment.replicationExample()),
                lattices(List.of("one of 16 pieces", "assembled", "healed"), experiment.assemblyExample()));
    }

    private static Figure lattices(List<String> titles, List<byte[]> states) {
        Figure[] pictures = new Figure[titles.size()];
        for (int i = 0; i < pictures.length; i++) {
            byte[] state = states.get(i);
            pictures[i] = HeatMap.lattice(titles.get(i), state, (int) Math.round(Math.sqrt(state.length)));
        }
        return Panels.row(pictures);
    }

    private static Numbers numbers(String name, Pen pen, IsingStudy study, Function<Integer, Spread> of) {
        List<Spread> spreads = study.patchSides().stream().map(of).toList();
        return new Numbers(
                name,
                pen,
                sides(study),
                spreads.stream().mapToDouble(Spread::mean).toArray(),
                spreads.stream().mapToDouble(Spread::standardDeviation).toArray());
    }

    private double[] pooled() {
        return best.patchSides().stream()
                .mapToDouble(side -> experiment.pooledError(best, side, Increment.OURS))
                .toArray();
    }

    private static double[] sides(IsingStudy study) {
        return study.patchSides().stream().mapToDouble(side -> side).toArray();
    }

    private double[] published(Published.Method method) {
        return paper.patchSides().stream()
                .mapToDouble(side -> Published.isingRelMse(side, method))
                .toArray();
    }

    private Spread paperError(int side, Increment increment) {
        return paper.over(side, increment, experiment::paperError);
    }

    private Function<Integer, Spread> of(IsingStudy study, Increment increment) {
        return side -> study.over(side, increment, one -> experiment.error(study, one));
    }

    /**
     * The final table.
     *
     * @return relMSE with the paper's settings for each seed beside the published one, the share of lost forecasts where
     *     there are any, relMSE with ours and with the variants; last the noise of the true runs
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        for (IsingStudy.Case one : paper.cases()) {
            Published.Method method =
                    one.increment() == Increment.OURS ? Published.Method.OURS : Published.Method.NAIVE;
            rows.add(Row.of(name(one, "paper_settings") + ".seed_" + one.seed(), experiment.paperError(one))
                    .paper(Published.isingRelMse(one.patchSide(), method)));
        }
        for (IsingStudy.Case one : paper.cases()) {
            double lost = experiment.lost(one);
            if (lost > 0) {
                rows.add(Row.of(name(one, "paper_settings").replace("relmse", "lost") + ".seed_" + one.seed(), lost));
            }
        }
        addBest(rows);
        variants.forEach((name, study) ->
                study.cases().forEach(one -> rows.add(Row.of(name(one, name), experiment.error(study, one)))));
        rows.add(Row.of("relmse.noise_of_truth", experiment.floor()));
        return new ResultTable(rows);
    }

    /** The seeds of our recipe pooled, and each. */
    private void addBest(List<Row> rows) {
        for (int side : best.patchSides()) {
            double ours = experiment.pooledError(best, side, Increment.OURS);
            rows.add(Row.of("relmse.ours.best." + side, ours));
            rows.add(Row.of("relmse.ours.halo." + side, ours));
            rows.add(Row.of("relmse.naive.best." + side, experiment.pooledError(best, side, Increment.NAIVE)));
            for (IsingStudy.Case one : best.cases(side, Increment.OURS)) {
                rows.add(Row.of(name(one, "best") + ".seed_" + one.seed(), experiment.error(best, one)));
            }
        }
    }

    private static String name(IsingStudy.Case one, String settings) {
        String method = one.increment() == Increment.OURS ? "ours" : "naive";
        return String.join(".", "relmse", method, settings, "" + one.patchSide());
    }
}
