package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalisationTest {
    private static final double[][] Z = {{1, 10}, {2, 30}, {6, 20}};

    /** Exact: means 3 and 20, unbiased variances (4 + 1 + 9)/2 = 7 and 100. */
    @Test
    void standardUsesTheUnbiasedVariance() {
        Normalisation standard = Normalisation.standard(Z);
        assertThat(standard.shift()).containsExactly(new double[] {3, 20}, within(1e-14));
        assertThat(standard.scale()).containsExactly(new double[] {Math.sqrt(7), 10}, within(1e-14));
    }

    @Test
    void invertTakesApplyBack() {
        Normalisation standard = Normalisation.standard(Z);
        double[] z = {5, -7};
        standard.apply(z);
        assertThat(z).containsExactly(new double[] {2 / Math.sqrt(7), -2.7}, within(1e-14));
        standard.invert(z);
        assertThat(z).containsExactly(new double[] {5, -7}, within(1e-14));
        standard.applyToIncrement(z);
        assertThat(z).containsExactly(new double[] {5 / Math.sqrt(7), -0.7}, within(1e-14));
    }

    @Test
    void identityChangesNothing() {
        double[] z = {5, -7};
        Normalisation.identity(2).apply(z);
        assertThat(z).containsExactly(5, -7);
    }

    /** A tenth 1000 times over does not add up to 100. */
    @Test
    void aConstantComponentKeepsItsUnit() {
        double[][] z = new double[1000][];
        Arrays.setAll(z, i -> new double[] {i % 2, 0.1});
        Normalisation found = Normalisation.standard(z);
        assertThat(found.scale()[1]).isEqualTo(1);
        assertThat(found.shift()[1]).isCloseTo(0.1, within(1e-12));
        assertThat(found.scale()[0]).isCloseTo(0.5, within(1e-3));
    }

    @Test
    void refusesConstantComponents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation(new double[] {2, 2}, new double[] {1, 0}))
                .withMessage("component 1 of z with shift 2.0 and scale 0.0: must be finite, the scale above 0; "
                        + "leave a constant component out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalisation.standard(new double[][] {{1, 2}}))
                .withMessage("normalisation of 1 samples: must be at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation(new double[2], new double[3]))
                .withMessage("normalisation with 2 shifts and 3 scales: must be equal and at least 1");
    }

    @Test
    void invertsPairs() {
        Normalisation normalisation = new Normalisation(new double[] {3, 20}, new double[] {2, 10});
        MacroPairs pairs = new MacroPairs(
                java.util.List.of("a", "b"),
                new float[] {1, -1, 0, 2},
                new float[] {1, 1, 2, 3},
                new float[] {1, 2},
                2);
        MacroPairs raw = normalisation.invert(pairs);
        assertThat(raw.z0()).containsExactly(5, 10, 3, 40);
        assertThat(raw.dz()).containsExactly(2, 10, 4, 30);
        assertThat(raw.dt()).containsExactly(1, 2);
        assertThat(raw.group()).isEqualTo(2);
    }
}
