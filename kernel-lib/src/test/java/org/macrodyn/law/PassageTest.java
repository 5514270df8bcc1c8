package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.BirthDeathChain;
import org.macrodyn.sde.Sde;

/** Passages against closed formulas and quadratures. */
class PassageTest {
    private static final List<String> X = List.of("x");

    private record Line(DoubleUnaryOperator mu, DoubleUnaryOperator variance) implements Sde {
        @Override
        public List<String> names() {
            return X;
        }

        @Override
        public double[] drift(double[] z) {
            return new double[] {mu.applyAsDouble(z[0])};
        }

        @Override
        public double[][] covariance(double[] z) {
            return new double[][] {{variance.applyAsDouble(z[0])}};
        }
    }

    private static Support box(double low, double high) {
        return Support.box(X, new double[] {low}, new double[] {high});
    }

    private static double[] at(double x) {
        return new double[] {x};
    }

    /** dx = x(1 − x²)dt + √(ε(1 + x²/2)) dW: the double well with noise that is not constant. */
    private static Line well(double noise) {
        return new Line(x -> x * (1 - x * x), x -> noise * (1 + x * x / 2));
    }

    /** τ = ∫_a^b dy s'(y) ∫_{−L}^y 2 / (s'(x) Σ(x)) dx, s' = exp(−∫ 2μ/Σ), by the midpoint rule (van Kampen, ch. XII.2). */
    private static double quadrature(Line sde, double low, double a, double b) {
        int points = 400_000;
        double h = (b - low) / points;
        double logSlope = 0;
        double inner = 0;
        double sum = 0;
        for (int i = 0; i < points; i++) {
            double x = low + (i + 0.5) * h;
            double half = h * sde.mu.applyAsDouble(x) / sde.variance.applyAsDouble(x);
            logSlope -= half;
            double piece = h * 2 * Math.exp(-logSlope) / sde.variance.applyAsDouble(x);
            sum += x > a ? h * Math.exp(logSlope) * (inner + piece / 2) : 0;
            inner += piece;
            logSlope -= half;
        }
        return sum;
    }

    @Test
    void anSdesTimeIsThatOfTheDoubleIntegral() {
        Line sde = well(0.1);
        FirstPassage passage = Passage.of(sde, box(-2, 2)).between(0, 1);
        double exact = quadrature(sde, -2, -1, 1);
        assertThat(exact).isBetween(1e2, 1e4);
        assertThat(passage.mean() / exact).isCloseTo(1, within(1e-3));
        assertThat(passage.standardError()).isZero();
    }

    /** From one grid point to another, on grids that have both. */
    @Test
    void aFinerGridIsNearerBySquares() {
        Line sde = well(0.1);
        double exact = quadrature(sde, -2, -0.98, 0.5);
        double coarse =
                Passage.of(sde, box(-2, 2), 100).between(at(-0.98), at(0.5)).mean() / exact - 1;
        double fine =
                Passage.of(sde, box(-2, 2), 300).between(at(-0.98), at(0.5)).mean() / exact - 1;
        assertThat(Math.abs(coarse)).isLessThan(0.02);
        assertThat(coarse / fine).isCloseTo(9, within(1.0));
    }

    /** Brownian motion between two ends: ⟨T⟩ = (x − a)(b − x)/σ², q = (x − a)/(b − a). */
    @Test
    void brownianMotionLeavesAnInterval() {
        Passage passage = Passage.of(new Line(x -> 0, x -> 4), box(-1, 1));
        double mean = passage.time(at(0.25), z -> Math.abs(z[0]) >= 0.5).mean();
        assertThat(mean).isCloseTo(0.75 * 0.25 / 4, within(2e-4));
        double right = passage.committor(at(0.25), z -> z[0] >= 0.5, z -> z[0] <= -0.5);
        assertThat(right).isCloseTo(0.75, within(1e-3));
    }

    /** With a drift v: q = (1 − e^{−2v(x−a)/σ²}) / (1 − e^{−2v(b−a)/σ²}). */
    @Test
    void driftBiasesTheCommittor() {
        Passage passage = Passage.of(new Line(x -> 0.7, x -> 0.5), box(-2, 2));
        double exact = -Math.expm1(-2 * 0.7 * 1.2 / 0.5) / -Math.expm1(-2 * 0.7 * 2 / 0.5);
        assertThat(passage.committor(at(0.2), z -> z[0] >= 1, z -> z[0] <= -1)).isCloseTo(exact, within(1e-3));
    }

    /** P(T > t) = Σ_{odd k} (4/kπ) sin(kπ/2) e^{−k²π²σ²t/(2L²)} from the middle of an interval of length L. */
    @Test
    void theLawOfTheTimeIsTheSeries() {
        FirstPassage passage =
                Passage.of(new Line(x -> 0, x -> 1), box(-1.5, 1.5)).time(at(0), z -> Math.abs(z[0]) >= 1);
        for (double t : new double[] {0.3, 1, 2.5}) {
            double exact = 0;
            for (int k = 1; k < 40; k += 2) {
                exact += 4 / (k * Math.PI) * Math.sin(k * Math.PI / 2) * Math.exp(-k * k * Math.PI * Math.PI * t / 8);
            }
            assertThat(passage.survival().applyAsDouble(t)).isCloseTo(exact, within(2e-3));
        }
        // ⟨T²⟩ − ⟨T⟩² = 2L⁴/3 for the half-length L = 1.
        assertThat(passage.standardDeviation()).isCloseTo(Math.sqrt(2.0 / 3), within(2e-3));
    }

    /** A birth–death chain of its own rates is solved to the last digits, and rare events have exponential times. */
    @Test
    void aJumpProcessIsExact() {
        int n = 400;
        double[] birth = new double[n + 1];
        double[] death = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            birth[k] = k == n ? 0 : n * up((double) k / n);
            death[k] = k == 0 ? 0 : n * down((double) k / n);
        }
        Passage passage = Passage.of(schloegl(n));
        double low = passage.well(0).z()[0];
        double high = passage.well(1).z()[0];
        double exact = new BirthDeathChain(birth, death).meanTime((int) Math.rint(low * n), (int) Math.rint(high * n));
        FirstPassage up = passage.between(0, 1);
        assertThat(up.mean() / exact).isCloseTo(1, within(1e-12));
        assertThat(up.rate()).isEqualTo(1 / up.mean());
        double down = new BirthDeathChain(birth, death).meanTime((int) Math.rint(high * n), (int) Math.rint(low * n));
        assertThat(passage.between(1, 0).mean() / down).isCloseTo(1, within(1e-12));
        assertThat(up.survival().applyAsDouble(up.mean())).isCloseTo(Math.exp(-1), within(0.02));
    }

    private static double up(double x) {
        return (1 - x) * (0.0275 + 9.4 * x * x);
    }

    private static double down(double x) {
        return x * (1 + 13.5 * x * x);
    }

    private static JumpModel schloegl(int n) {
        return JumpModel.of(
                X,
                List.of(
                        new JumpModel.Kind(at(1.0 / n), z -> n * up(z[0])),
                        new JumpModel.Kind(at(-1.0 / n), z -> n * down(z[0]))),
                Walls.of(0, 1));
    }

    /** Wells are the roots where the drift falls; a relaxation time is −1/μ'. */
    @Test
    void wellsAreStableFixedPoints() {
        List<Passage.Well> wells = Passage.of(well(0.1), box(-2, 2)).wells();
        assertThat(wells).hasSize(2);
        assertThat(wells.get(0).z()[0]).isCloseTo(-1, within(1e-9));
        assertThat(wells.get(1).z()[0]).isCloseTo(1, within(1e-9));
        assertThat(wells.get(1).relaxationTime()).isCloseTo(0.5, within(1e-6));
    }

    /** A pure death process holds x = 0. */
    @Test
    void aWallCanHold() {
        JumpModel deaths = JumpModel.of(X, List.of(new JumpModel.Kind(at(-0.1), z -> 10 * z[0])), Walls.of(0, 1));
        assertThat(Passage.of(deaths).wells()).singleElement().satisfies(well -> assertThat(well.z()[0])
                .isZero());
    }

    @Test
    void simulationAgreesWithinItsError() {
        JumpModel model = schloegl(60);
        Passage simulated = Passage.simulated(model, new Runs(400, 1e5, 7, 1));
        FirstPassage solved = Passage.of(model).between(0, 1);
        FirstPassage runs = simulated.between(0, 1);
        assertThat(runs.standardError()).isPositive();
        assertThat(runs.mean()).isCloseTo(solved.mean(), within(4 * runs.standardError()));
        double t = solved.mean();
        double survives = solved.survival().applyAsDouble(t);
        assertThat(runs.survival().applyAsDouble(t))
                .isCloseTo(survives, within(4 * Math.sqrt(survives * (1 - survives) / 400)));
        double q = Passage.of(model).committor(at(0.15), 1, 0);
        assertThat(simulated.committor(at(0.15), 1, 0)).isCloseTo(q, within(4 * Math.sqrt(q * (1 - q) / 400)));
    }

    @Test
    void anSdeIsSimulatedToo() {
        Line sde = well(0.6);
        FirstPassage runs = Passage.simulated(sde, box(-2, 2), 1e-3, new Runs(300, 1e3, 7, 1))
                .between(0, 1);
        double exact = quadrature(sde, -2, -1, 1);
        // Passages between the ends of steps are missed: as if the end lay 0.583 σ√δ farther (Broadie, Glasserman and
        // Kou 1997).
        assertThat(runs.mean()).isCloseTo(exact, within(4 * runs.standardError() + 0.05 * exact));
    }

    @Test
    void whatCannotBeAnsweredIsRefused() {
        Passage single = Passage.of(new Line(x -> -x, x -> 1), box(-2, 2));
        assertThatThrownBy(() -> single.between(0, 1))
                .hasMessageContaining("well 1 of [x]: there are 1 [")
                .hasMessageContaining("numbered from 0");
        assertThatThrownBy(() -> single.between(0, 0)).hasMessageContaining("take two wells");
        assertThatThrownBy(() -> single.between(at(0), at(3)))
                .hasMessageContaining(
                        "passage to x = 3.000: there are no data around it, only within -2.000 ≤ x ≤ 2.000");
        assertThatThrownBy(() -> single.time(at(0), z -> z[0] > 5))
                .hasMessageContaining("holds none of the 4000 states");
        assertThatThrownBy(() -> single.time(new double[2], z -> true)).hasMessageContaining("must be 1 numbers [x]");
        assertThatThrownBy(() -> single.committor(at(0), z -> z[0] > 0, z -> z[0] > 1))
                .hasMessageContaining("overlap");
        assertThatThrownBy(() -> Passage.of(well(1), Support.box(List.of("y"), at(0), at(1))))
                .hasMessageContaining("must be the same observables");
        assertThatThrownBy(() ->
                        Passage.simulated(schloegl(400), new Runs(2, 10, 1, 1)).between(0, 1))
                .hasMessageContaining("2 of 2 runs had not arrived by t = 10.0");
        JumpModel deaths = JumpModel.of(X, List.of(new JumpModel.Kind(at(-0.1), z -> 10 * z[0])), Walls.of(0, 1));
        assertThatThrownBy(() -> Passage.of(deaths).between(at(0.2), at(0.8)))
                .hasMessageContaining("may never be reached");
    }

    /** Data on both sides, none between: nothing is known of the way. */
    @Test
    void aGapInTheDataIsRefused() {
        double[][] rows = new double[400][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = at(i < 200 ? -1.5 + i / 200.0 : 0.5 + (i - 200) / 200.0);
        }
        Passage passage = Passage.of(well(0.1), Support.of(X, rows));
        // Of the 20 cells from -1.5 to 1.495, the first that hold no data begin at -0.45175, the last end at 0.44675.
        String gap = ": there are no data around it, the nearest are below x = -0.45";
        String advice = " and above 0.44";
        refused(() -> passage.between(0, 1), "passage through x = ", gap, advice);
        refused(() -> passage.between(at(0), at(1)), "passage from x = 0.000", gap, advice);
        refused(() -> passage.time(at(-1), z -> z[0] > 0.6), "passage through x = ", gap, advice);
        refused(() -> passage.time(at(1), z -> Math.abs(z[0] - 1) > 0.6), "passage through x = ", gap, advice);
        refused(() -> passage.committor(at(-0.8), 1, 0), "passage through x = ", gap, advice);
        Passage simulated = Passage.simulated(well(0.1), Support.of(X, rows), 0.01, new Runs(2, 1e3, 1, 1));
        refused(() -> simulated.time(at(-1), z -> z[0] > 0.6), "passage through x = ", gap, advice);
        assertThat(passage.time(at(-1), z -> z[0] > -0.6).mean()).isPositive();
        assertThat(passage.committor(at(-1), z -> z[0] > -0.6, z -> z[0] < -1.4))
                .isBetween(0.0, 1.0);
        assertThat(passage.committor(at(1.2), 1, 0)).isEqualTo(1);
    }

    private static void refused(ThrowingCallable question, String... words) {
        assertThatThrownBy(question)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }
}
