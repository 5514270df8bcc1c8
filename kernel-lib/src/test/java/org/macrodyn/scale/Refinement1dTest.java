package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.spde.GaussianNoise;
import org.macrodyn.run.RandomStreams;

class Refinement1dTest {
    private static final int CELLS = 12;
    private static final float FLOAT_ROUNDING = 1e-6f;

    /** f at the centres (i + ½)/n of n cells of [0, 1]. */
    private static float[] sample(int n, DoubleUnaryOperator f) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) f.applyAsDouble((i + 0.5) / n);
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void linearReproducesLinearFunctionsBetweenTheOutermostCentres(int factor) {
        DoubleUnaryOperator line = x -> 0.3 + 0.5 * x;
        float[] fine = new float[factor * CELLS];
        Refinement1d.linear(sample(CELLS, line), 1, factor, fine);
        DoubleUnaryOperator clamped =
                x -> line.applyAsDouble(Math.min(Math.max(x, 0.5 / CELLS), (CELLS - 0.5) / CELLS));
        assertThat(fine).containsExactly(sample(factor * CELLS, clamped), within(FLOAT_ROUNDING));
    }

    /** Exact: numpy.interp((arange(8) + .5) / 8, (arange(4) + .5) / 4, [1, 3, 2, 6]). */
    @Test
    void linearIsNumpyInterp() {
        float[] fine = new float[8];
        Refinement1d.linear(new float[] {1, 3, 2, 6}, 1, 2, fine);
        assertThat(fine).containsExactly(1f, 1.5f, 2.5f, 2.75f, 2.25f, 3f, 5f, 6f);
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "5, 2", "6, 3", "12, 1", "12, 2", "12, 7"})
    void cubicReproducesCubicFunctionsEverywhere(int cells, int factor) {
        DoubleUnaryOperator cubic = x -> 0.2 + x - 3 * x * x + 2.5 * x * x * x;
        float[] fine = new float[factor * cells];
        Refinement1d.cubic(sample(cells, cubic), 1, factor, fine);
        assertThat(fine).containsExactly(sample(factor * cells, cubic), within(FLOAT_ROUNDING));
    }

    /** Exact: scipy.interpolate.CubicSpline(range(6), [0, 1, 0, 2, -1, 1]) (not-a-knot) at (arange(12) + .5) / 2 − .5. */
    @Test
    void cubicIsTheNotAKnotSpline() {
        float[] fine = new float[12];
        Refinement1d.cubic(new float[] {0, 1, 0, 2, -1, 1}, 1, 2, fine);
        float[] exact = {
            -1.6953125f,
            0.966145833f,
            1.31510417f,
            0.559895833f,
            -0.0911458333f,
            0.497395833f,
            1.78385417f,
            1.63802083f,
            -0.106770833f,
            -1.58072917f,
            -0.825520833f,
            4.1171875f
        };
        assertThat(fine).containsExactly(exact, within(FLOAT_ROUNDING));
    }

    @Test
    void fieldsDoNotMix() {
        float[] u = sample(CELLS, x -> Math.sin(9 * x));
        float[] v = sample(CELLS, x -> Math.cos(7 * x));
        float[] both = new float[2 * CELLS];
        System.arraycopy(u, 0, both, 0, CELLS);
        System.arraycopy(v, 0, both, CELLS, CELLS);
        float[] fineV = new float[3 * CELLS];
        float[] fineBoth = new float[6 * CELLS];
        Refinement1d.cubic(v, 1, 3, fineV);
        Refinement1d.cubic(both, 2, 3, fineBoth);
        assertThat(java.util.Arrays.copyOfRange(fineBoth, 3 * CELLS, 6 * CELLS)).isEqualTo(fineV);
        Refinement1d.linear(v, 1, 3, fineV);
        Refinement1d.linear(both, 2, 3, fineBoth);
        assertThat(java.util.Arrays.copyOfRange(fineBoth, 3 * CELLS, 6 * CELLS)).isEqualTo(fineV);
    }

    /** Exact: (¼)² + (¾)² = 0.625. */
    @Test
    void linearKeepsFiveEighthsOfTheNoise() {
        int cells = 1 << 20;
        float[] noise = new float[cells];
        GaussianNoise.fill(noise, RandomStreams.stream(1, "refinement-test", 0));
        float[] fine = new float[2 * cells];
        Refinement1d.linear(noise, 1, 2, fine);
        double sum = 0;
        for (float value : fine) {
            sum += (double) value * value;
        }
        assertThat(sum / fine.length).isCloseTo(0.625, within(4 * Math.sqrt(2.0 / cells)));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Refinement1d.linear(new float[4], 1, 2, new float[9]))
                .withMessage("refined state of 9 values: must have 2 times the 4 values of the coarse one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Refinement1d.cubic(new float[6], 2, 2, new float[12]))
                .withMessage("state of 6 values for 2 fields: must have at least 4 cells in each field");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Refinement1d.linear(new float[4], 1, 0, new float[0]))
                .withMessage("refinement of 1 fields by a factor 0: both must be at least 1");
    }
}
