package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.RandomStreams;

/** Drift and noise over a time against what is known exactly. */
class RelaxationTest {
    private static double[][] states(int d) {
        var random = RandomStreams.stream(1, "states", 0);
        return IntStream.range(0, 80)
                .mapToObj(i -> IntStream.range(0, d)
                        .mapToDouble(c -> random.nextGaussian())
                        .toArray())
                .toArray(double[][]::new);
    }

    /**
     * dx = −x dt + dW₁, dy = (x − 2y) dt: m_x = x e^{−t}, m_y = y e^{−2t} + x (e^{−t} − e^{−2t}); with G_x = e^{−s} and
     * G_y = e^{−s} − e^{−2s} what a kick of x has become after s, C_ab = ∫₀ᵗ G_a G_b ds.
     */
    @Test
    void linearLawsRelaxExactly() {
        double[][] z = states(2);
        double[][] rates = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            rates[i] = new double[] {-z[i][0], z[i][0] - 2 * z[i][1], 1, 0, 0, 0};
        }
        double t = 0.7;
        double[][] over = new Relaxation(z, rates).over(t);
        double one = Math.exp(-t);
        double two = Math.exp(-2 * t);
        double i2 = -Math.expm1(-2 * t) / 2;
        double i3 = -Math.expm1(-3 * t) / 3;
        double i4 = -Math.expm1(-4 * t) / 4;
        for (int i = 0; i < z.length; i++) {
            assertThat(over[i][0]).isCloseTo(z[i][0] * (one - 1) / t, within(1e-6));
            assertThat(over[i][1]).isCloseTo((z[i][1] * (two - 1) + z[i][0] * (one - two)) / t, within(1e-6));
            assertThat(over[i][2]).isCloseTo(i2 / t, within(1e-6));
            assertThat(over[i][3]).isCloseTo((i2 - i3) / t, within(1e-6));
            assertThat(over[i][4]).isCloseTo((i2 - i3) / t, within(1e-6));
            assertThat(over[i][5]).isCloseTo((i2 - 2 * i3 + i4) / t, within(1e-6));
        }
    }

    /** Fast and slow beside each other, in units of 1 and 1000: e^{−100} is nothing, and no step makes it more than there was. */
    @Test
    void whatIsFastIsFollowedInShortSteps() {
        double[][] z = states(2);
        double[][] rates = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            z[i][1] *= 1000;
            rates[i] = new double[] {-50 * z[i][0], -0.1 * z[i][1], 1, 0, 0, 0};
        }
        double t = 2;
        double[][] over = new Relaxation(z, rates).over(t);
        for (int i = 0; i < z.length; i++) {
            assertThat(over[i][0]).isCloseTo(-z[i][0] / t, within(1e-6));
            assertThat(over[i][1]).isCloseTo(z[i][1] * Math.expm1(-0.2) / t, within(1e-4));
            assertThat(over[i][2]).isCloseTo(1 / 100.0 / t, within(1e-7));
        }
    }

    /** dz = −z dt + z dW along the mean: C' = −2C + m², so that C = t e^{−2t} z²; −z³ as drift: m = z/√(1 + 2z²t). */
    @Test
    void driftAndNoiseThatDependOnZDoSo() {
        double[][] z = states(1);
        double[][] linear = new double[z.length][];
        double[][] cubic = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            double square = z[i][0] * z[i][0];
            linear[i] = new double[] {-z[i][0], square};
            cubic[i] = new double[] {-square * z[i][0], 1};
        }
        double t = 0.5;
        double[][] noise = new Relaxation(z, linear).over(t);
        double[][] drift = new Relaxation(z, cubic).over(t);
        for (int i = 0; i < z.length; i++) {
            double square = z[i][0] * z[i][0];
            assertThat(noise[i][1]).isCloseTo(Math.exp(-2 * t) * square, within(1e-5));
            assertThat(drift[i][0]).isCloseTo(z[i][0] * (1 / Math.sqrt(1 + 2 * square * t) - 1) / t, within(1e-4));
        }
    }

    /** What two configurations of equal z have beyond the law stays as it is: the drift of one is larger by 0.3 all along. */
    @Test
    void whatZDoesNotTellStays() {
        double[][] z = new double[80][];
        double[][] rates = new double[80][];
        for (int i = 0; i < z.length; i++) {
            z[i] = new double[] {(i - i % 2) / 40.0};
            double beyond = i % 2 == 0 ? 0.3 : -0.3;
            rates[i] = new double[] {2 + beyond, 1 + beyond};
        }
        double[][] over = new Relaxation(z, rates).over(0.4);
        assertThat(over[10][0]).isCloseTo(2.3, within(1e-6));
        assertThat(over[11][0]).isCloseTo(1.7, within(1e-6));
        assertThat(over[10][1]).isCloseTo(1.3, within(1e-6));
        assertThat(over[11][1]).isCloseTo(0.7, within(1e-6));
    }
}
