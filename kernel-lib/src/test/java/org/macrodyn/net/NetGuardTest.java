package org.macrodyn.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.run.RandomStreams;

/** Known answers for optimiser, learning rates and layers, where no term of a formula hides behind another. */
class NetGuardTest {
    /** Two steps by hand, in double precision: decay enters the gradient, the gradients' factor comes before it. */
    @Test
    void adamFollowsItsFormulaForTwoSteps() {
        float[] parameters = {2};
        Adam adam = Adam.of(1, 0.5, 0.75, 0.1);
        double p = 2;
        double m = 0;
        double v = 0;
        float[] gradients = {3, -8};
        for (int t = 1; t <= 2; t++) {
            double g = gradients[t - 1] * 0.25 + 0.1 * p;
            m = 0.5 * m + 0.5 * g;
            v = 0.75 * v + 0.25 * g * g;
            p -= 0.2 * m / (1 - Math.pow(0.5, t)) / Math.sqrt(v / (1 - Math.pow(0.75, t)));
            adam.update(parameters, new float[] {gradients[t - 1]}, 0.25f, 0.2, t);
            assertThat((double) parameters[0]).isCloseTo(p, within(1e-6));
        }
        assertThat(adam.state()).containsExactly(new float[] {(float) m, (float) v}, within(1e-6f));
    }

    /** A gradient as small as the 1e-8 of the divisor makes half a step. */
    @Test
    void adamsDivisorKeepsTinyGradientsSmall() {
        float[] parameters = {0};
        Adam.of(1, 0.9, 0.999, 0).update(parameters, new float[] {1e-8f}, 1, 0.5, 1);
        assertThat(parameters[0]).isCloseTo(-0.25f, within(1e-5f));
    }

    /** After a large gradient AMSGrad divides by its size still when v has fallen: also one that goes on from a state. */
    @Test
    void theLargestSecondMomentIsPartOfTheState() {
        Adam first = Adam.amsGrad(3);
        float[] parameters = {1, 2, 3};
        first.update(parameters, new float[] {4, -8, 2}, 1, 0.1, 1);
        for (int t = 2; t < 5; t++) {
            first.update(parameters, new float[3], 1, 0.1, t);
        }
        float[] state = first.state();
        // (1 − β₂)g²
        assertThat(Arrays.copyOfRange(state, 6, 9))
                .containsExactly(new float[] {0.016f, 0.064f, 0.004f}, within(1e-6f));
        Adam second = Adam.amsGrad(3);
        second.restore(state);
        assertThat(second.state()).isEqualTo(state);
        assertThat(second.stateLength()).isEqualTo(9);
    }

    /** minimum + ½(initial − minimum)(1 + cos πs) with a minimum above 0, at s = ⅓ and ½. */
    @Test
    void cosineFallsToItsMinimum() {
        LearningRate rate = new LearningRate(LearningRate.Kind.COSINE, 0.9, 0.1, 0, 0.5, 0);
        assertThat(rate.at(List.of(), 0, 20, 60)).isCloseTo(0.7, within(1e-15));
        assertThat(rate.at(List.of(), 0, 30, 60)).isCloseTo(0.5, within(1e-15));
        assertThat(rate.at(List.of(), 0, 60, 60)).isCloseTo(0.1, within(1e-15));
        assertThat(LearningRate.constant(0.3).at(List.of(1., 2.), 7, 5, 6)).isEqualTo(0.3);
    }

    /** Exactly patience + 1 bad epochs lower the rate; a loss at best·(1 − threshold) is a bad one; units are taken off first. */
    @Test
    void plateauBearsItsPatience() {
        LearningRate rate = new LearningRate(LearningRate.Kind.PLATEAU, 1, 0.2, 2, 0.5, 0.25);
        assertThat(rate.at(List.of(18., 16., 16., 17.), 10, 0, 1))
                .as("8, then 6 is none")
                .isEqualTo(0.5);
        assertThat(rate.at(List.of(18., 16., 16.), 10, 0, 1))
                .as("two are borne")
                .isEqualTo(1);
        assertThat(rate.at(List.of(18., 15.9, 16., 17.), 10, 0, 1))
                .as("5.9 is better")
                .isEqualTo(1);
        List<Double> flat = List.of(18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18.);
        assertThat(rate.at(flat.subList(0, 6), 10, 0, 1)).as("counts anew").isEqualTo(0.5);
        assertThat(rate.at(flat.subList(0, 7), 10, 0, 1)).isEqualTo(0.25);
        assertThat(rate.at(flat, 10, 0, 1)).as("not below the minimum").isEqualTo(0.2);
        LearningRate tiny = new LearningRate(LearningRate.Kind.PLATEAU, 1.5e-8, 0, 0, 0.5, 0);
        assertThat(tiny.at(List.of(1., 1.), 0, 0, 1)).as("a change below 1e-8").isEqualTo(1.5e-8);
        assertThat(LearningRate.plateau(1e-6, 2).minimum()).isEqualTo(1e-6);
        assertThat(LearningRate.plateau(1e-3, 2).minimum()).isEqualTo(5e-6);
    }

    /** Both ends of each range, those that belong to it and those that do not. */
    @Test
    void ratesHaveRanges() {
        var plateau = LearningRate.Kind.PLATEAU;
        assertThat(new LearningRate(plateau, 1, 1, 0, 0.5, 0).initial()).isEqualTo(1);
        for (double[] bad : new double[][] {
            {0, 0, 0, 0.5, 0},
            {1, -0.1, 0, 0.5, 0},
            {1, 1.1, 0, 0.5, 0},
            {1, 0, -1, 0.5, 0},
            {1, 0, 0, 0, 0},
            {1, 0, 0, 1, 0},
            {1, 0, 0, 0.5, -0.1},
            {1, 0, 0, 0.5, 1},
            {Double.POSITIVE_INFINITY, 0, 0, 0.5, 0}
        }) {
            assertThatIllegalArgumentException()
                    .as(Arrays.toString(bad))
                    .isThrownBy(() -> new LearningRate(plateau, bad[0], bad[1], (int) bad[2], bad[3], bad[4]));
        }
    }

    /** W = [[1, 2, 3], [4, 5, 6]], b = [7, 8] behind two other numbers. */
    @Test
    void aLayerLiesRowByRowAndItsBiasesBehind() {
        Dense dense = new Dense(3, 2, 2);
        float[] flat = {-1, -1, 1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(dense.end()).isEqualTo(flat.length);
        assertThat(flat[dense.weight(1, 2)]).isEqualTo(6);
        assertThat(dense.apply(flat, new double[] {1, -1, 2})).containsExactly(1 - 2 + 6 + 7, 4 - 5 + 12 + 8);
        assertThat(dense.transposed(flat, new double[] {3, -2}, 2)).containsExactly(3 - 8, 6 - 10);
        assertThat(dense.xavier()).isEqualTo(Math.sqrt(6.0 / 5));
        assertThat(new Dense(0, 1, Integer.MAX_VALUE - 1).end()).isEqualTo(Integer.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> new Dense(0, 2, Integer.MAX_VALUE - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dense(1, 1, Integer.MAX_VALUE - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dense(-1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dense(1, 1, -1));
    }

    /** Both signs up to the bound, nothing outside of the layer. */
    @Test
    void drawsFillTheirPartAlone() {
        Dense dense = new Dense(20, 10, 1);
        float[] flat = new float[dense.end() + 1];
        dense.drawWeights(flat, 0.5, RandomStreams.stream(1, "draws", 0));
        assertThat(spread(flat, 1, 201)).containsExactly(new double[] {-0.5, 0.5}, within(0.03));
        assertThat(spread(flat, 201, 212)).containsExactly(0, 0);
        dense.drawBiases(flat, 2, 3, RandomStreams.stream(1, "draws", 1));
        assertThat(spread(flat, 201, 211)).containsExactly(new double[] {2, 3}, within(0.3));
        assertThat(flat[0]).isZero();
        assertThat(flat[211]).isZero();
    }

    private static double[] spread(float[] flat, int from, int to) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            least = Math.min(least, flat[i]);
            most = Math.max(most, flat[i]);
        }
        return new double[] {least, most};
    }

    /** Layers wide and narrow in turn, so that rows are turned over between some of them: always the network's values. */
    @ParameterizedTest
    @CsvSource({"3, 12, 4", "12, 3, 12", "4, 12, 12", "12, 4, 3"})
    void anEvaluationInAnyDirectionHasTheNetworksValues(int first, int second, int third) {
        int samples = 6;
        Network network = Network.of(1, Activation.TANH, 2, first, second, third);
        float[] parameters = new float[network.end()];
        var random = RandomStreams.stream(7, "turns", first);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextDouble(-1, 1);
        }
        NetworkPass pass = new NetworkPass(network, samples + 3);
        pass.load(parameters);
        for (int s = 0; s < samples; s++) {
            pass.input()[0][s] = 0.3f * s - 1;
            pass.input()[1][s] = 0.1f * s;
        }
        float[][] y = pass.evaluate(samples);
        assertThat(network.outputs()).isEqualTo(third);
        for (int s = 0; s < samples; s++) {
            double[] exact = network.evaluate(parameters, new double[] {0.3f * s - 1, 0.1f * s});
            for (int o = 0; o < third; o++) {
                assertThat((double) y[o][s]).isCloseTo(exact[o], within(1e-5));
            }
        }
    }

    /** Rows are changed by their formula as far as is asked, and no further. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16})
    void rowsChangeAsFarAsAsked(int samples) {
        float[] a = filled(3);
        float[] b = filled(5);
        float[] sum = filled(1);
        Rows.addProduct(sum, 0.5f, a, b, samples);
        assertThat(sum).isEqualTo(partly(8.5f, 1, samples));
        Rows.addScaled(sum, 2, a, samples);
        assertThat(sum).isEqualTo(partly(14.5f, 1, samples));
        Rows.product(b, 4, a, b, samples);
        assertThat(b).isEqualTo(partly(60, 5, samples));
        Rows.scale(new float[][] {a, b}, 0.5f, samples);
        assertThat(a).isEqualTo(partly(1.5f, 3, samples));
        assertThat(b).isEqualTo(partly(30, 5, samples));
    }

    private static float[] filled(float value) {
        return partly(value, value, 0);
    }

    private static float[] partly(float value, float rest, int samples) {
        float[] row = new float[20];
        Arrays.fill(row, 0, samples, value);
        Arrays.fill(row, samples, 20, rest);
        return row;
    }
}
