package org.macrodyn.figures;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.util.Precision;
import org.macrodyn.metrics.SizeLaw;
import org.macrodyn.metrics.Spread;
import org.macrodyn.run.Trajectories;

/** The figures that the experiments share, each one call; {@link Curves} makes any other. */
public final class Figures {
    private static final int HALF = Style.NOTEBOOK_WIDTH / 2;
    private static final int HALF_HEIGHT = 360;
    private static final int MEDIUM_WIDTH = 640;
    /** With the legend beside the plot. */
    private static final int WIDE = 860;

    private static final int MEDIUM_HEIGHT = 420;
    private static final int PORTRAIT_WIDTH = 560;
    private static final int PORTRAIT_HEIGHT = 440;
    /** Runs drawn one by one in a phase portrait; more would cover each other. */
    private static final int PORTRAIT_RUNS = 8;
    /** Of points beside each other, in doublings. */
    private static final double BREADTH = 0.4;

    private Figures() {}

    /**
     * Numbers with errors at some abscissae, under one name.
     *
     * @param name in the legend
     * @param pen one of {@link Palette}
     * @param x {@code [n]}
     * @param y {@code [n]}
     * @param error {@code [n]} half-length of the error bars, 0 for none
     */
    public record Numbers(String name, Pen pen, double[] x, double[] y, double[] error) {
        /**
         * Checks the lengths.
         *
         * @throws IllegalArgumentException if they differ
         */
        public Numbers {
            if (x.length != y.length || x.length != error.length) {
                throw new IllegalArgumentException("numbers '" + name + "' of " + x.length + " x, " + y.length + " y, "
                        + error.length + " errors: must be equally many");
            }
        }

        /**
         * Numbers without errors.
         *
         * @param name in the legend
         * @param pen one of {@link Palette}
         * @param x {@code [n]}
         * @param y {@code [n]}
         * @return the numbers
         * @throws IllegalArgumentException if the lengths differ
         */
        public static Numbers of(String name, Pen pen, double[] x, double[] y) {
            return new Numbers(name, pen, x, y, new double[x.length]);
        }

        /**
         * Means with their standard deviations.
         *
         * @param name in the legend
         * @param pen one of {@link Palette}
         * @param x abscissae
         * @param spread of the numbers at one of them
         * @param <X> type of the abscissae
         * @return the numbers
         */
        public static <X extends Number> Numbers of(String name, Pen pen, List<X> x, Function<X, Spread> spread) {
            List<Spread> spreads = x.stream().map(spread).toList();
            return new Numbers(
                    name,
                    pen,
                    x.stream().mapToDouble(Number::doubleValue).toArray(),
                    spreads.stream().mapToDouble(Spread::mean).toArray(),
                    spreads.stream().mapToDouble(Spread::standardDeviation).toArray());
        }

        /**
         * Several of the same sizes beside each other, so that points do not cover points: x of number m of M is multiplied by
         * 2^(0.4 (m + ½)/M − 0.2).
         *
         * @param all for an axis of sides
         * @return the same in their order
         */
        public static List<Numbers> besideEachOther(List<Numbers> all) {
            return IntStream.range(0, all.size())
                    .mapToObj(m -> all.get(m).shifted((m + 0.5) / all.size() - 0.5))
                    .toList();
        }

        private Numbers shifted(double share) {
            double factor = Math.pow(2, BREADTH * share);
            return new Numbers(
                    name, pen, Arrays.stream(x).map(one -> one * factor).toArray(), y, error);
        }
    }

    /**
     * Test error against the size of the small system, both axes logarithmic (paper, Fig. 3).
     *
     * @param title above the plot
     * @param methods x: sides of the small systems, powers of two; y: relMSE with its spread over seeds
     * @return the picture
     */
    public static Figure errorAgainstSize(String title, List<Numbers> methods) {
        return errorAgainstSize(title, methods, List.of());
    }

    /**
     * The same with some numbers as points on their own, such as every training seed.
     *
     * @param title above the plot
     * @param methods joined points
     * @param scattered points that are not joined
     * @return the picture
     */
    public static Figure errorAgainstSize(String title, List<Numbers> methods, List<Numbers> scattered) {
        Curves curves = joined(
                Curves.titled(title)
                        .x("size of the small system nₛ")
                        .y("relMSE")
                        .xSides()
                        .yDecades(),
                methods);
        scattered.forEach(n -> curves.points(n.name, n.pen, n.x, n.y));
        return curves.size(WIDE, MEDIUM_HEIGHT).legendOutside().figure();
    }

    /**
     * Test error against the step δt of the partial evolution, both axes logarithmic.
     *
     * @param title above the plot
     * @param unit of time, for example {@code sweeps}; empty for none
     * @param rules x: δt; y: error with its spread
     * @return the picture
     */
    public static Figure errorAgainstStep(String title, String unit, List<Numbers> rules) {
        String label = "step δt" + (unit.isEmpty() ? "" : " (" + unit + ")");
        return joined(
                        Curves.titled(title)
                                .x(label)
                                .y("relMSE against exact")
                                .xDecades()
                                .yDecades(),
                        rules)
                .size(MEDIUM_WIDTH, MEDIUM_HEIGHT)
                .figure();
    }

    /**
     * Standard deviations against the size, both axes logarithmic, with a line ∝ 1/√n through the mean of the first ones.
     *
     * @param title above the plot
     * @param unit of size, for example {@code atoms}
     * @param laws joined points, by name
     * @param others points of the same quantities that are not joined, such as direct simulations
     * @return the chart
     */
    public static Curves noiseAgainstSize(
            String title, String unit, Map<String, SizeLaw> laws, Collection<SizeLaw> others) {
        Curves curves = Curves.titled(title)
                .x(unit + " n")
                .y("standard deviation")
                .xDecades()
                .yDecades();
        others.stream()
                .filter(law -> law.sizes().length > 0)
                .forEach(law -> curves.points("", Palette.TRUTH, law.sizes(), law.deviations()));
        Iterator<Pen> pens = Palette.sequence(laws.size()).iterator();
        laws.forEach((name, law) ->
                curves.joinedPoints(name, pens.next(), law.sizes(), law.deviations(), new double[law.sizes().length]));
        double[] x = laws.values().iterator().next().sizes();
        double scale = laws.values().stream()
                .mapToDouble(law -> law.scaled()[0])
                .average()
                .orElseThrow();
        double[] law = Arrays.stream(x).map(n -> scale / Math.sqrt(n)).toArray();
        return curves.line("∝ 1/√n", Palette.EXACT, x, law);
    }

    /**
     * Training loss against epoch.
     *
     * @param losses one curve for each training, x: epochs; y: mean loss of the epoch
     * @return the picture
     */
    public static Figure lossCurve(List<Numbers> losses) {
        Curves curves = Curves.titled("Training").x("epoch").y("loss");
        losses.forEach(loss -> curves.line(loss.name, loss.pen, loss.x, loss.y));
        return curves.size(MEDIUM_WIDTH, MEDIUM_HEIGHT - 80).figure();
    }

    /**
     * Learnt drift (left) and diffusion (right) over one macroscopic variable, against the exact ones.
     *
     * @param symbol of the variable, for example {@code m}
     * @param drifts drift μ of each model, the exact one among them
     * @param diffusions diffusion of each model, for example Nσ²
     * @param diffusionLabel what the diffusion is, for example {@code N σ²(m)}
     * @return two panels
     */
    public static Figure learntAgainstExact(
            String symbol, List<Numbers> drifts, List<Numbers> diffusions, String diffusionLabel) {
        Curves left = Curves.titled("Drift").x(symbol).y("μ(" + symbol + ")");
        Curves right = Curves.titled("Diffusion").x(symbol).y(diffusionLabel);
        drifts.forEach(drift -> left.line(drift.name, drift.pen, drift.x, drift.y));
        diffusions.forEach(diffusion -> right.line(diffusion.name, diffusion.pen, diffusion.x, diffusion.y));
        return Panels.row(
                left.size(HALF, Style.HEIGHT - 40).figure(),
                right.size(HALF, Style.HEIGHT - 40).noLegend().figure());
    }

    /**
     * MMD² against time, one curve for each λ in an ordered colour (paper, Fig. 2a).
     *
     * @param times {@code [steps]}
     * @param lambdas {@code [n]} in increasing order
     * @param mmd {@code [n][steps]}
     * @param floor {@code [steps]} truth against truth; empty for none
     * @return the picture
     * @throws IllegalArgumentException if the lengths do not agree
     */
    public static Figure mmdOverTime(double[] times, double[] lambdas, double[][] mmd, double[] floor) {
        if (lambdas.length != mmd.length) {
            throw new IllegalArgumentException(
                    lambdas.length + " λ with " + mmd.length + " curves: must be equally many");
        }
        Curves curves = Curves.titled("Discrepancy of learnt and true law")
                .x("time t")
                .y("MMD²")
                .yDecades();
        List<Pen> pens = Palette.sequence(lambdas.length);
        if (floor.length > 0) {
            curves.line("truth / truth", Palette.TRUTH, times, floor);
        }
        for (int i = 0; i < lambdas.length; i++) {
            curves.line("λ = " + Digits.plain(lambdas[i]), pens.get(i), times, mmd[i]);
        }
        return curves.legendOutside().figure();
    }

    /**
     * Average MMD² against λ, with the line at λ = K and the truth-against-truth floor (paper, Fig. 2b).
     *
     * @param seeds one curve for each training seed, or one of means with their spread; x: λ; y: average MMD²
     * @param patches K
     * @param floor average MMD² of two sets of true runs; NaN for none
     * @return the picture
     */
    public static Figure mmdAgainstLambda(List<Numbers> seeds, double patches, double floor) {
        Curves curves = joined(
                        Curves.titled("Average discrepancy")
                                .x("λ")
                                .y("MMD², mean over time")
                                .yDecades(),
                        seeds)
                .vertical(patches, "λ = K = " + Digits.plain(patches), Palette.EXACT);
        if (!Double.isNaN(floor)) {
            curves.horizontal(floor, "truth against truth", Palette.TRUTH);
        }
        return curves.size(MEDIUM_WIDTH, MEDIUM_HEIGHT).figure();
    }

    /**
     * The way of the mean through the plane of two macroscopic variables, over the paths of single runs.
     *
     * @param truth runs of direct simulation
     * @param ours runs of the learnt model
     * @param first index of the horizontal component
     * @param second index of the vertical component
     * @return the picture
     */
    public static Figure phasePortrait(Trajectories truth, Trajectories ours, int first, int second) {
        Curves curves = Curves.titled("Phase portrait")
                .x(truth.names().get(first))
                .y(truth.names().get(second));
        for (Pen pen : List.of(Palette.TRUTH, Palette.OURS)) {
            Trajectories runs = pen.equals(Palette.TRUTH) ? truth : ours;
            for (int run = 0; run < Math.min(PORTRAIT_RUNS, runs.runs()); run++) {
                curves.line("", pen.thin(), component(runs, run, first), component(runs, run, second));
            }
        }
        return curves.line("truth", Palette.TRUTH, truth.mean(first), truth.mean(second))
                .line("ours", Palette.OURS, ours.mean(first), ours.mean(second))
                .size(PORTRAIT_WIDTH, PORTRAIT_HEIGHT)
                .figure();
    }

    /**
     * The mean of one macroscopic variable in time with a band of one standard deviation, truth and the learnt model.
     *
     * @param title above the plot
     * @param truth runs of direct simulation
     * @param ours runs of the learnt model, at the same times
     * @param component index of the variable
     * @return the picture, half as wide as a notebook
     */
    public static Figure bands(String title, Trajectories truth, Trajectories ours, int component) {
        double[] times = truth.times()[0];
        double[] expected = truth.mean(component);
        double[] learnt = ours.mean(component);
        return Curves.titled(title)
                .x("time t")
                .y("mean ± standard deviation")
                .band(Palette.TRUTH, times, expected, truth.standardDeviation(component))
                .band(Palette.OURS, times, learnt, ours.standardDeviation(component))
                .line("truth", Palette.TRUTH, times, expected)
                .line("ours", Palette.OURS, times, learnt)
                .size(HALF, HALF_HEIGHT)
                .figure();
    }

    /**
     * Points of two quantities, with their correlation as title.
     *
     * @param xLabel the first
     * @param x {@code [n]}
     * @param yLabel the second
     * @param y {@code [n]}
     * @return the picture, half as wide as a notebook
     */
    public static Figure correlation(String xLabel, double[] x, String yLabel, double[] y) {
        return Curves.titled(
                        "Correlation " + Digits.plain(Precision.round(new PearsonsCorrelation().correlation(x, y), 3)))
                .x(xLabel)
                .y(yLabel)
                .points("", Palette.OURS.thin(), x, y)
                .size(HALF, HALF_HEIGHT)
                .noLegend()
                .figure();
    }

    /**
     * A field on the line [0, 1], and another beside it.
     *
     * @param title above the plot
     * @param field its symbol
     * @param values {@code [cells]} of a configuration
     * @param name of the other in the legend
     * @param other {@code [cells]}
     * @return the picture, half as wide as a notebook
     */
    public static Figure profile(String title, String field, double[] values, String name, double[] other) {
        double[] x = new double[values.length];
        Arrays.setAll(x, i -> (i + 0.5) / x.length);
        return Curves.titled(title)
                .x("x")
                .y(field)
                .line("configuration", Palette.TRUTH, x, values)
                .line(name, Palette.OURS, x, other)
                .size(HALF, HALF_HEIGHT)
                .figure();
    }

    private static double[] component(Trajectories runs, int run, int component) {
        return Arrays.stream(runs.values()[run])
                .mapToDouble(state -> state[component])
                .toArray();
    }

    private static Curves joined(Curves curves, List<Numbers> numbers) {
        numbers.forEach(n -> curves.joinedPoints(n.name, n.pen, n.x, n.y, n.error));
        return curves;
    }
}
