package org.macrodyn.figures;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.run.Trajectories;

/**
 * Mean and standard deviation of one observable against time, side by side: the paper's Fig. 4 (Curie–Weiss) and Fig. 5
 * (Ising).
 */
public final class MeanAndSpread {
    private MeanAndSpread() {}

    /**
     * One ensemble's curves.
     *
     * @param name in the legend
     * @param pen one of {@link Palette}
     * @param times {@code [steps]}
     * @param mean {@code [steps]}
     * @param deviation {@code [steps]} standard deviation
     */
    public record Curve(String name, Pen pen, double[] times, double[] mean, double[] deviation) {
        /**
         * Checks the lengths.
         *
         * @throws IllegalArgumentException if they differ
         */
        public Curve {
            if (mean.length != times.length || deviation.length != times.length) {
                throw new IllegalArgumentException("curve '" + name + "' of " + times.length + " times, " + mean.length
                        + " means, " + deviation.length + " deviations: must be equally many");
            }
        }

        /**
         * The curves of one component of an ensemble, at its first run's times.
         *
         * @param name in the legend
         * @param pen one of {@link Palette}
         * @param ensemble runs with common times (see {@link Trajectories#at})
         * @param component index of the component of z
         * @return its curves
         */
        public static Curve of(String name, Pen pen, Trajectories ensemble, int component) {
            return new Curve(
                    name, pen, ensemble.times()[0], ensemble.mean(component), ensemble.standardDeviation(component));
        }

        /**
         * Their beginning.
         *
         * @param end latest time that is shown
         * @return the curves up to there
         */
        public Curve until(double end) {
            int steps = (int) Arrays.stream(times).filter(t -> t <= end).count();
            return new Curve(
                    name,
                    pen,
                    Arrays.copyOf(times, steps),
                    Arrays.copyOf(mean, steps),
                    Arrays.copyOf(deviation, steps));
        }
    }

    /**
     * Draws mean (left) and standard deviation (right).
     *
     * @param symbol of the observable, for example {@code m}
     * @param time the time axis with its unit, for example {@code time t}
     * @param curves in the order of drawing: truth first, so that it stays visible below the others
     * @return two panels
     */
    public static Figure of(String symbol, String time, List<Curve> curves) {
        Curves mean = Curves.half("Mean", time, "⟨" + symbol + "⟩", Style.HEIGHT - 40);
        Curves deviation = Curves.half("Standard deviation", time, "std(" + symbol + ")", Style.HEIGHT - 40);
        for (Curve curve : curves) {
            mean.line(curve.name, curve.pen, curve.times, curve.mean);
            deviation.line(curve.name, curve.pen, curve.times, curve.deviation);
        }
        return Panels.row(mean.figure(), deviation.noLegend().figure());
    }
}
