package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.figures.CriticalFigures.Scaled;
import org.macrodyn.figures.CriticalFigures.Source;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.FiniteSizeScaling;
import org.macrodyn.metrics.Spread;

/** Figures of a parameter's values, of sizes and of distributions. */
class ScanFiguresTest {
    private static final double CRITICAL = 2;

    /** ⟨|m|⟩ = L^(−1/8) whatever T is; runs differ a little, or no error could be told. */
    private static FiniteSizeScaling scaling() {
        List<Equilibrium> all = new ArrayList<>();
        for (int side : List.of(16, 32)) {
            for (double t : List.of(1.9, 2.0, 2.1)) {
                double[][] m = new double[4][50];
                for (int run = 0; run < 4; run++) {
                    for (int i = 0; i < 50; i++) {
                        m[run][i] = (1 + 1e-3 * (run - 1.5)) * Math.pow(side, -0.125) * (i % 2 == 0 ? 1 : -1);
                    }
                }
                all.add(new Equilibrium(new Equilibrium.Case(side, t), List.<double[][]>of(m), 0, 0));
            }
        }
        return FiniteSizeScaling.of(all, side -> 1);
    }

    private static CriticalFigures figures() {
        return new CriticalFigures(List.of(new Source("truth", Palette.TRUTH, scaling())), CRITICAL);
    }

    @Test
    void powersAreDrawnWithTheirExponents() {
        List<Integer> sides = List.of(16, 32);
        Plot plot = (Plot) figures()
                .powers(
                        CriticalFigures.againstSide("t", "⟨|m|⟩"),
                        averages -> averages.overSides(sides, CRITICAL, CriticalObservables::meanAbsolute),
                        averages -> averages.power(sides, CRITICAL, CriticalObservables::meanAbsolute))
                .figure();
        assertThat(plot.series().get(0).name()).isEqualTo("truth, −0.125");
        assertThat(plot.series().get(0).x()).containsExactly(16, 32);
        assertThat(plot.series().get(1).y())
                .containsExactly(new double[] {Math.pow(16, -0.125), Math.pow(32, -0.125)}, within(1e-6));
        assertThat(plot.x().scale()).isEqualTo(Scale.DOUBLINGS);
    }

    /** Scaled with the right exponent all L lie at 1, at (T − Tc) L. */
    @Test
    void collapsedPointsHaveAnAxisOfTheirOwn() {
        Scaled scaled = new Scaled("m", "⟨|m|⟩", "⟨|m|⟩ L¹ᐟ⁸", CriticalObservables::meanAbsolute, 0.125);
        Figure panels = figures().collapse(List.of(scaled, scaled));
        assertThat(panels.width()).isEqualTo(900);
        Plot plot = (Plot) figures().collapse(figures().sources().get(0), scaled, true);
        assertThat(plot.yLabel()).isEqualTo("⟨|m|⟩ L¹ᐟ⁸");
        assertThat(plot.xLabel()).isEqualTo("(T − Tc) L  (J/k)");
        assertThat(plot.series().stream().map(Series::name)).containsExactly("L = 16", "L = 32");
        assertThat(plot.series().get(1).x()).containsExactly(new double[] {-3.2, 0, 3.2}, within(1e-9));
        assertThat(plot.series().get(1).y()).containsExactly(new double[] {1, 1, 1}, within(1e-9));
    }

    @Test
    void cumulantsHaveAPanelForEachSource() {
        Source truth = figures().sources().get(0);
        CriticalFigures two = new CriticalFigures(List.of(truth, truth), CRITICAL);
        assertThat(figures().binder().width()).isEqualTo(450);
        assertThat(two.binder().width()).isEqualTo(900);
    }

    /** A Gaussian kernel on one value is its own density. */
    @Test
    void densitiesAreThoseOfTheKernel() {
        Plot plot = (Plot) Densities.of(
                "t", "m", -1, 1, 0.1, List.of(new Densities.Sample("one", Palette.OURS, new double[] {0.5, 0.5})));
        Series drawn = plot.series().get(0);
        assertThat(drawn.x()[0]).isEqualTo(-1);
        assertThat(drawn.x()[160]).isEqualTo(1);
        assertThat(drawn.y()[120]).isCloseTo(1 / (0.1 * Math.sqrt(2 * Math.PI)), within(1e-3));
        assertThat(plot.yLabel()).isEqualTo("density");
    }

    /** Second halves of two runs at 300: means 2 and 4 of the second component; standard error 1. */
    @Test
    void scansHoldMeansOfSecondHalves() {
        double[][][] runs = {{{0, 9}, {0, 2}}, {{0, 9}, {0, 4}}};
        ParameterScan scan = ParameterScan.of("a", "A", Palette.OURS, List.of(300.0, 200.0), t -> runs);
        assertThat(scan.at(300, 1).mean()).isEqualTo(3);
        assertThat(scan.at(300, 1).standardDeviation()).isCloseTo(Math.sqrt(2), within(1e-12));
        Plot plot = (Plot) scan.draw(Curves.titled("t"), 1).figure();
        Series drawn = plot.series().get(0);
        assertThat(drawn.name()).isEqualTo("A");
        assertThat(drawn.x()).containsExactly(200, 300);
        assertThat(drawn.y()).containsExactly(3, 3);
        assertThat(drawn.high()).containsExactly(new double[] {4, 4}, within(1e-12));
    }

    @Test
    void numbersOfSpreadsHaveTheirDeviationsAsErrors() {
        Numbers numbers = Numbers.of("n", Palette.OURS, List.of(8, 16), side -> new Spread(2.0 * side, side / 8.0, 3));
        assertThat(numbers.x()).containsExactly(8, 16);
        assertThat(numbers.y()).containsExactly(16, 32);
        assertThat(numbers.error()).containsExactly(1, 2);
    }

    @Test
    void curvesEndWhereTheyAreCut() {
        double[] times = {0, 1, 2, 3};
        MeanAndSpread.Curve curve = new MeanAndSpread.Curve("c", Palette.OURS, times, times, times).until(2);
        assertThat(curve.times()).containsExactly(0, 1, 2);
        assertThat(curve.deviation()).containsExactly(0, 1, 2);
    }

    @Test
    void gridsFillRows() {
        Figure one = Curves.titled("t")
                .size(200, 100)
                .line("", Palette.OURS, new double[] {0, 1}, new double[] {0, 1})
                .figure();
        Figure grid = Panels.grid(2, IntStream.range(0, 3).mapToObj(i -> one).toList());
        assertThat(grid.width()).isEqualTo(400);
        assertThat(grid.height()).isEqualTo(200);
        assertThatIllegalArgumentException().isThrownBy(() -> Panels.grid(2, List.of()));
    }
}
