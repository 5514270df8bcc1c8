package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.Trajectories;

class DataRangeTest {
    private static final int SIDE = 10;
    private static final double H = 0.01;

    /** 10 × 10 states a distance h apart, in any units of the second component: what lies nearer to one of them than h is inside. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1000})
    void statesAsNearAsDataAreToEachOtherAreInside(double unit) {
        DataRange range = new DataRange(lattice(unit));
        assertThat(range.contains(new double[] {4.5 * H, 4.5 * H * unit})).isTrue();
        assertThat(range.contains(new double[] {-0.99 * H, 3 * H * unit})).isTrue();
        assertThat(range.contains(new double[] {-1.01 * H, 3 * H * unit})).isFalse();
        assertThat(range.contains(new double[] {2 * H, 9.99 * H * unit})).isTrue();
        assertThat(range.contains(new double[] {2 * H, 10.01 * H * unit})).isFalse();
        double side = 0.7 * H;
        assertThat(range.contains(new double[] {-side, -side * unit})).isTrue();
        assertThat(range.contains(new double[] {-side, -1.05 * side * unit})).isFalse();
        assertThat(range.contains(new double[] {Double.NaN, 0})).isFalse();
    }

    /** Of four runs one leaves at the second time, and another at the third. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1000})
    void sharesOutsideAreCountedAtEachTime(double unit) {
        double[] in = {3 * H, 3 * H * unit};
        double[] out = {3 * H, 30 * H * unit};
        double[][] times = {{0, 1, 2}, {0, 1, 2}, {0, 1, 2}, {0, 1, 2}};
        double[][][] values = {{in, in, in}, {in, out, out}, {in, in, out}, {in, in, in}};
        assertThat(new DataRange(lattice(unit)).outside(new Trajectories(List.of("a", "b"), times, values)))
                .containsExactly(0, 0.25, 0.5);
    }

    private static MacroPairs lattice(double unit) {
        int n = SIDE * SIDE;
        float[] z = new float[2 * n];
        float[] dt = new float[n];
        for (int i = 0; i < n; i++) {
            z[2 * i] = (float) (i % SIDE * H);
            int row = i / SIDE;
            z[2 * i + 1] = (float) (row * H * unit);
            dt[i] = 1;
        }
        return new MacroPairs(List.of("a", "b"), z, new float[2 * n], dt);
    }
}
