package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;

/**
 * Learnt SDEs of one variable against an exact one.
 *
 * @param symbol of the variable
 * @param sites n, with which σ² is multiplied where it is drawn
 * @param drift exact μ
 * @param variance exact σ², above 0
 */
public record LawComparison(String symbol, int sites, DoubleUnaryOperator drift, DoubleUnaryOperator variance) {
    /** Of a variable in [−1, 1], the part that is drawn, and the part in which errors count. */
    private static final double DRAWN = 0.9;

    private static final double JUDGED = 0.8;

    private static DoubleUnaryOperator drift(Learnt<?> learnt) {
        return z -> learnt.model().drift(new double[] {z})[0];
    }

    private static DoubleUnaryOperator variance(Learnt<?> learnt) {
        return z -> learnt.model().covariance(new double[] {z})[0][0];
    }

    /**
     * Drift and n σ² for |z| ≤ 0.9.
     *
     * @param learnt SDEs by name, in the order of drawing
     * @param pens of each
     * @return two panels, with the exact ones
     */
    public Figure figure(Map<String, Learnt<?>> learnt, List<Pen> pens) {
        return Figures.learntAgainstExact(
                symbol,
                curves(drift, learnt, pens, LawComparison::drift),
                curves(scaled(variance), learnt, pens, one -> scaled(variance(one))),
                "n σ²(" + symbol + ")");
    }

    private DoubleUnaryOperator scaled(DoubleUnaryOperator f) {
        return z -> sites * f.applyAsDouble(z);
    }

    private static List<Numbers> curves(
            DoubleUnaryOperator exact,
            Map<String, Learnt<?>> learnt,
            List<Pen> pens,
            Function<Learnt<?>, DoubleUnaryOperator> of) {
        List<Numbers> curves = new ArrayList<>(List.of(curve("exact", Palette.EXACT, exact)));
        learnt.forEach((name, one) -> curves.add(curve(name, pens.get(curves.size() - 1), of.apply(one))));
        return curves;
    }

    private static Numbers curve(String name, Pen pen, DoubleUnaryOperator f) {
        double[] z = grid(DRAWN, 90);
        return Numbers.of(name, pen, z, Arrays.stream(z).map(f).toArray());
    }

    /** −end to end in twice as many steps as given. */
    private static double[] grid(double end, int half) {
        return IntStream.rangeClosed(-half, half)
                .mapToDouble(i -> i / (half / end))
                .toArray();
    }

    private static double largest(DoubleUnaryOperator f) {
        return Arrays.stream(grid(JUDGED, 40))
                .map(z -> Math.abs(f.applyAsDouble(z)))
                .max()
                .orElseThrow();
    }

    /**
     * The largest error of the drift for |z| ≤ 0.8, in units of the largest drift.
     *
     * @param learnt the SDE
     * @return max |μ − μ_exact| / max |μ_exact|
     */
    public double driftError(Learnt<?> learnt) {
        DoubleUnaryOperator found = drift(learnt);
        return largest(z -> found.applyAsDouble(z) - drift.applyAsDouble(z)) / largest(drift);
    }

    /**
     * The largest relative error of σ² for |z| ≤ 0.8.
     *
     * @param learnt the SDE
     * @return max |σ² / σ²_exact − 1|
     */
    public double diffusionError(Learnt<?> learnt) {
        DoubleUnaryOperator found = variance(learnt);
        return largest(z -> found.applyAsDouble(z) / variance.applyAsDouble(z) - 1);
    }
}
