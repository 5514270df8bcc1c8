package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diagnostics;

/**
 * Figures and tables of a sweep over λ and training seeds in latent space (paper, Fig. 2): mostly of the SDE whose λ is
 * nearest to K, first seed.
 *
 * @param truth true runs of the large system
 * @param scores MMD² of each λ and seed against them; the sweep is over {@code λ}, then {@code seed}
 * @param <S> the state array
 */
public record LatentReport<S>(LatentTruth<S> truth, LatentScores<S> scores) {
    /**
     * The SDE whose λ is nearest to K.
     *
     * @return that of the first seed
     */
    public Learnt<S> nearest() {
        return nearest(scores.sweep().values("seed").get(0));
    }

    private Learnt<S> nearest(Object seed) {
        Object nearest = scores.sweep().values(LatentScores.LAMBDA).stream()
                .min(Comparator.comparing(lambda -> Math.abs((double) lambda - patches())))
                .orElseThrow();
        return scores.sweep().learnt(nearest, seed);
    }

    private int patches() {
        return truth.study().patches().count();
    }

    /**
     * The latent map φ.
     *
     * @return that of all SDEs
     */
    public ClosureModel<S> closure() {
        return nearest().pairs().closure().value();
    }

    /**
     * The way of the mean through the plane of two components, truth and forecast.
     *
     * @param start number of the initial state
     * @param first index of the horizontal component
     * @param second index of the vertical component
     * @return the picture, in the components' own units
     */
    public Figure phasePortrait(int start, int first, int second) {
        Normalisation units = closure().normalisation();
        Trajectories runs = units.invert(truth.runs().get(start));
        return Figures.phasePortrait(runs, units.invert(truth.forecast(nearest(), start)), first, second);
    }

    /**
     * A component in time with a band of one standard deviation, truth and forecast.
     *
     * @param title above the plot
     * @param start number of the initial state
     * @param component its index
     * @return the picture, in the closure's units
     */
    public Figure inTime(String title, int start, int component) {
        return Figures.bands(title, truth.runs().get(start), truth.forecast(nearest(), start), component);
    }

    /**
     * The scores as rows of a table.
     *
     * @return average MMD² of every λ and seed, and the floor
     */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Sweep.Case<S> one : scores.sweep().cases()) {
            List<Object> values = one.values();
            rows.add(Row.of(
                    "mmd.mean.lambda_" + plain((double) values.get(0)) + ".seed_" + values.get(1),
                    scores.score(values.toArray())));
        }
        rows.add(Row.of("mmd.floor", scores.floorScore()));
        return rows;
    }

    /** 5 and 2.5, not 5.0. */
    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /**
     * At how many states the forecasts cannot be told from truth at 5 %, for the λ nearest to K and every seed, and truth
     * itself.
     *
     * @return share for each seed and for the truth, which should be 0.95
     */
    public ResultTable indistinguishable() {
        List<Row> rows = new ArrayList<>();
        for (Object seed : scores.sweep().values("seed")) {
            rows.add(Row.of("indistinguishable.seed_" + seed, truth.indistinguishable(nearest(seed))));
        }
        rows.add(Row.of("indistinguishable.truth", truth.indistinguishable(truth.again()))
                .exact(0.95));
        return new ResultTable(rows);
    }

    /**
     * Diagnostics with the theory's λ.
     *
     * @return residuals with λ = K, on single pairs that no SDE was trained on
     */
    public Diagnostics diagnostics() {
        return nearest().diagnose(patches());
    }
}
