package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.BirthDeathChain;
import org.macrodyn.sde.Sde;

/** Passages of two observables, and of three by simulation. */
class PlanePassageTest {
    private static final List<String> XY = List.of("x", "y");

    /** Brownian motion of a covariance. */
    private record Brownian(double xx, double xy, double yy) implements Sde {
        @Override
        public List<String> names() {
            return XY;
        }

        @Override
        public double[] drift(double[] z) {
            return new double[2];
        }

        @Override
        public double[][] covariance(double[] z) {
            return new double[][] {{xx, xy}, {xy, yy}};
        }

        /** zᵀC⁻¹z. */
        double square(double[] z) {
            return (yy * z[0] * z[0] - 2 * xy * z[0] * z[1] + xx * z[1] * z[1]) / (xx * yy - xy * xy);
        }
    }

    private static Support square(double side) {
        return Support.box(XY, new double[] {-side, -side}, new double[] {side, side});
    }

    /** Out of the ellipse zᵀC⁻¹z ≤ R² it takes (R² − zᵀC⁻¹z)/2, because ½ tr(C∇∇τ) = −1. */
    @Test
    void correlatedNoiseLeavesAnEllipse() {
        for (double shared : new double[] {0.5, -0.5}) {
            Brownian sde = new Brownian(1, shared, 1);
            Passage passage = Passage.of(sde, square(1.5), 120);
            double mean = passage.time(new double[2], z -> sde.square(z) > 1).mean();
            assertThat(mean).isCloseTo(0.5, within(0.02));
        }
    }

    @Test
    void noiseThatIsNearlyOneIsRefused() {
        assertThatThrownBy(() -> Passage.of(new Brownian(1, 0.95, 0.92), square(1), 20))
                .hasMessageContaining("too much of it is shared");
    }

    /** dx = x − x³, dy = −y, independent: the passage along x is that of one dimension. */
    private record TwoWells() implements Sde {
        @Override
        public List<String> names() {
            return XY;
        }

        @Override
        public double[] drift(double[] z) {
            return new double[] {z[0] - z[0] * z[0] * z[0], -z[1]};
        }

        @Override
        public double[][] covariance(double[] z) {
            return new double[][] {{0.25, 0}, {0, 0.1}};
        }
    }

    private record OneWell() implements Sde {
        @Override
        public List<String> names() {
            return List.of("x");
        }

        @Override
        public double[] drift(double[] z) {
            return new double[] {z[0] - z[0] * z[0] * z[0]};
        }

        @Override
        public double[][] covariance(double[] z) {
            return new double[][] {{0.25}};
        }
    }

    @Test
    void aSecondComponentThatDoesNotMatterChangesNothing() {
        double plane = Passage.of(new TwoWells(), square(2), 60)
                .time(new double[] {-1, 0}, z -> z[0] > 0.5)
                .mean();
        Support line = Support.box(List.of("x"), new double[] {-2}, new double[] {2});
        double exact = Passage.of(new OneWell(), line, 60)
                .time(new double[] {-1}, z -> z[0] > 0.5)
                .mean();
        assertThat(plane / exact).isCloseTo(1, within(1e-9));
    }

    @Test
    void wellsOfTheFlowAreFound() {
        List<Passage.Well> wells = Passage.of(new TwoWells(), square(2), 20).wells();
        assertThat(wells).hasSize(2);
        assertThat(wells.get(0).z()[0]).isCloseTo(-1, within(1e-8));
        assertThat(wells.get(1).z()).containsExactly(new double[] {1, 0}, within(1e-8));
        assertThat(wells.get(1).relaxationTime()).isCloseTo(1, within(1e-5));
    }

    /** Two species that know nothing of each other, and exchange of both that x alone would not show. */
    private static JumpModel species(int n) {
        double h = 1.0 / n;
        return JumpModel.of(
                XY,
                List.of(
                        new JumpModel.Kind(new double[] {h, 0}, z -> 2 * n * (1 - z[0])),
                        new JumpModel.Kind(new double[] {-h, 0}, z -> n * z[0]),
                        new JumpModel.Kind(new double[] {-h, h}, z -> 2 * n * z[0] * (1 - z[1])),
                        new JumpModel.Kind(new double[] {-h, 0}, z -> 2 * n * z[0] * z[1]),
                        new JumpModel.Kind(new double[] {0, -h}, z -> 3 * n * z[1])),
                new Walls(new double[2], new double[] {1, 1}));
    }

    /** However y jumps along, x is born at the rate 2n(1 − x) and dies at 3nx. */
    @Test
    void jumpsOfTwoComponentsAreExact() {
        int n = 12;
        double[] birth = new double[n + 1];
        double[] death = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            birth[k] = 2 * (n - k);
            death[k] = 3 * k;
        }
        double exact = new BirthDeathChain(birth, death).meanTime(3, 11);
        double solved = Passage.of(species(n))
                .time(new double[] {0.25, 0.5}, z -> z[0] > 10.5 / n)
                .mean();
        assertThat(solved / exact).isCloseTo(1, within(1e-12));
    }

    @Test
    void threeComponentsAreSimulated() {
        List<String> xyz = List.of("x", "y", "z");
        JumpModel model = JumpModel.of(
                xyz,
                List.of(new JumpModel.Kind(new double[] {0.1, 0, 0}, z -> 5)),
                new Walls(new double[3], new double[] {1, 1, 1}));
        assertThatThrownBy(() -> Passage.of(model))
                .hasMessageContaining("passages of 3 observables")
                .hasMessageContaining("Passage.simulated");
        FirstPassage passage =
                Passage.simulated(model, new Runs(500, 100, 1, 1)).time(new double[3], z -> z[0] > 0.45);
        // Five jumps at the rate 5.
        assertThat(passage.mean()).isCloseTo(1, within(4 * passage.standardError()));
        assertThat(passage.standardError()).isCloseTo(Math.sqrt(0.2 / 500), within(0.003));
    }
}
