package org.macrodyn.figures;

import java.util.stream.IntStream;
import org.macrodyn.run.Trajectories;

/** Error of a forecast's mean against direct simulation in time, with the accuracy to which the truth is known. */
public final class MeanError {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int ACROSS = 2;
    private static final double STANDARD_ERRORS = 2;

    private MeanError() {}

    /**
     * Draws ⟨z⟩ of the forecast minus ⟨z⟩ of the truth, over a band of two standard errors of that difference
     * (standard deviation / √runs of both, added in squares).
     *
     * @param truth runs of direct simulation
     * @param forecast runs of the learnt model, at the same times
     * @param time the time axis with its unit, for example {@code time t}
     * @return one panel for each component, two in a row
     * @throws IllegalArgumentException if times or components differ
     */
    public static Figure of(Trajectories truth, Trajectories forecast, String time) {
        if (truth.steps() != forecast.steps() || !truth.names().equals(forecast.names())) {
            throw new IllegalArgumentException("truth with " + truth.steps() + " times of " + truth.names()
                    + ", forecast with " + forecast.steps() + " of " + forecast.names() + ": must be equal");
        }
        Trajectories.requireSameTimes(forecast, truth);
        return Panels.grid(
                ACROSS,
                IntStream.range(0, truth.dimension())
                        .mapToObj(c -> legendFirst(panel(truth, forecast, c, time), c))
                        .toList());
    }

    private static Figure legendFirst(Curves panel, int c) {
        return (c == 0 ? panel : panel.noLegend()).figure();
    }

    static Curves panel(Trajectories truth, Trajectories forecast, int c, String time) {
        double[] times = truth.times()[0];
        double[] expected = truth.mean(c);
        double[] error = forecast.mean(c);
        double[] trueDeviation = truth.standardDeviation(c);
        double[] band = forecast.standardDeviation(c);
        for (int k = 0; k < error.length; k++) {
            error[k] -= expected[k];
            band[k] = STANDARD_ERRORS
                    * Math.hypot(band[k] / Math.sqrt(forecast.runs()), trueDeviation[k] / Math.sqrt(truth.runs()));
        }
        double[] zero = new double[error.length];
        return Curves.titled("Error of " + truth.names().get(c))
                .x(time)
                .y("⟨learnt⟩ − ⟨truth⟩")
                .size(WIDTH, HEIGHT)
                .band("two standard errors", Palette.TRUTH, times, zero, band)
                .line("", Palette.TRUTH, times, zero)
                .line("learnt", Palette.OURS, times, error);
    }
}
