package org.macrodyn.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.EnsembleForecast;

/**
 * How sure a forecast is: its mean within two nested bands, beside the truth. Inner band: ± 2 standard deviations of one
 * model's mean over the models of the ensemble, with the error of the finite number of runs; outer band: ± 2 standard
 * deviations of a single run. Truth: its mean with two standard errors, and dashed ± 2 standard deviations of its runs.
 *
 * <p>Where the bands are those of a right model, the outer one fills the dashed lines, and the truth's mean lies in the
 * inner one. What all models have in common, such as δt or the choice of variables, is in no band.
 */
public final class ForecastBands {
    private static final int HEIGHT = 330;
    private static final double WIDE = 2;

    private ForecastBands() {}

    /**
     * Draws a row for each component: the values (left), and the same with the truth's mean subtracted (right).
     *
     * @param forecast of several models
     * @param truth runs of direct simulation, at the same times
     * @param time the time axis with its unit, for example {@code time t}
     * @return two panels for each component
     * @throws IllegalArgumentException if components or times differ
     */
    public static Figure of(EnsembleForecast forecast, Trajectories truth, String time) {
        requireSame(forecast, truth);
        List<Figure> rows = new ArrayList<>();
        for (int c = 0; c < truth.dimension(); c++) {
            String name = truth.names().get(c);
            double[] mean = truth.mean(c);
            Curves values = Curves.half("Forecast of " + name, time, "⟨" + name + "⟩", HEIGHT);
            Curves errors = Curves.half("Difference from the truth", time, "⟨" + name + "⟩ − ⟨truth⟩", HEIGHT);
            draw(values, forecast, truth, c, new double[mean.length]);
            draw(errors.noLegend(), forecast, truth, c, mean);
            rows.add(Panels.row(c == 0 ? values.figure() : values.noLegend().figure(), errors.figure()));
        }
        return Panels.column(rows.toArray(Figure[]::new));
    }

    private static void requireSame(EnsembleForecast forecast, Trajectories truth) {
        double[] times = forecast.times();
        double[] trueTimes = truth.times()[0];
        boolean same = times.length == trueTimes.length && forecast.names().equals(truth.names());
        for (int k = 0; same && k < times.length; k++) {
            same = Math.abs(times[k] - trueTimes[k]) <= 1e-6 * Math.max(1, Math.abs(times[k]));
        }
        if (!same) {
            throw new IllegalArgumentException("truth with " + trueTimes.length + " times to "
                    + trueTimes[trueTimes.length - 1] + " of " + truth.names() + ", forecast with " + times.length
                    + " to " + times[times.length - 1] + " of " + forecast.names() + ": must be equal");
        }
    }

    private static void draw(Curves panel, EnsembleForecast forecast, Trajectories truth, int c, double[] zero) {
        double[] times = forecast.times();
        double[] models = forecast.modelSpread(c);
        double[] sampling = forecast.samplingError(c);
        Arrays.setAll(models, k -> WIDE * Math.hypot(models[k], sampling[k]));
        double[] runs = scaled(forecast.totalSpread(c), WIDE);
        double[] mean = minus(forecast.mean(c), zero);
        double[] trueMean = minus(truth.mean(c), zero);
        double[] trueRuns = scaled(truth.standardDeviation(c), WIDE);
        double[] trueError = scaled(trueRuns, 1 / Math.sqrt(truth.runs()));
        Pen edge = new Pen(Palette.TRUTH.color(), 1.4f, true, Palette.TRUTH.marker());
        panel.band("learnt, one run ± 2σ", Palette.OURS, times, mean, runs)
                .band("learnt, models ± 2σ", Palette.OURS, times, mean, models)
                .band("truth, mean ± 2 s.e.", Palette.TRUTH, times, trueMean, trueError)
                .line("truth, one run ± 2σ", edge, times, minus(trueMean, trueRuns))
                .line("", edge, times, minus(trueMean, scaled(trueRuns, -1)))
                .line("truth", Palette.TRUTH, times, trueMean)
                .line("learnt", Palette.OURS, times, mean);
    }

    private static double[] scaled(double[] values, double factor) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    private static double[] minus(double[] values, double[] subtracted) {
        double[] out = values.clone();
        Arrays.setAll(out, k -> values[k] - subtracted[k]);
        return out;
    }
}
