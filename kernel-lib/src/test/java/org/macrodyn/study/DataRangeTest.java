package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

class DataRangeTest {
    private static final int SIDE = 10;
    private static final double H = 0.01;

    /**
     * 10 × 10 states a distance h apart, in any units of the second component: what lies nearer to one of them than h is inside.
     */
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

    /** The second component is 0.3 in all data, but for single precision: what is elsewhere is outside, however little. */
    @Test
    void whatIsTheSameInAllDataIsOutsideElsewhere() {
        float[] z0 = new float[200];
        float[] dt = new float[100];
        for (int i = 0; i < 100; i++) {
            z0[2 * i] = (float) (i * H);
            z0[2 * i + 1] = i % 2 == 0 ? 0.3f : Math.nextUp(0.3f);
            dt[i] = 1;
        }
        DataRange range = new DataRange(new MacroPairs(List.of("a", "c"), z0, new float[200], dt));
        assertThat(range.contains(new double[] {4.5 * H, 0.3})).isTrue();
        assertThat(range.contains(new double[] {4.5 * H, 0.301})).isFalse();
        assertThat(DataRange.units(new double[][] {{0, 2}, {2, 2}}))
                .containsExactly(new double[] {1, 2e-5}, within(1e-12));
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

    /**
     * 20 × 20 states: four neighbours are a hundredth. Inside the fourth nearest is at h, at an edge, where a fifth of them are,
     * at √2 h.
     */
    @Test
    void theReachIsThatOfAHundredthOfAllForNineTenths() {
        DataRange range = new DataRange(lattice(2 * SIDE, 1));
        double far = Math.sqrt(2) * H;
        assertThat(range.contains(new double[] {-0.999 * far, 3 * H})).isTrue();
        assertThat(range.contains(new double[] {-1.001 * far, 3 * H})).isFalse();
    }

    /** 100 states on a line: the fifth nearest is at 3 h, but for the last ones. */
    @Test
    void onALineTheReachIsThatOfATwentieth() {
        float[] z = new float[100];
        float[] dt = new float[100];
        for (int i = 0; i < z.length; i++) {
            z[i] = (float) (i * H);
            dt[i] = 1;
        }
        DataRange range = new DataRange(new MacroPairs(List.of("a"), z, new float[100], dt));
        assertThat(range.contains(new double[] {-2.999 * H})).isTrue();
        assertThat(range.contains(new double[] {-3.001 * H})).isFalse();
    }

    /**
     * Data of 100 ages of a way that is fast at first, 40 of each, scattered as forecasts are: at no age is one in fifty of these
     * outside. Those a tenth of the way beside it are.
     */
    @Test
    void whatScattersAsTheDataDoIsInsideAtEveryAge() {
        RandomGenerator random = RandomStreams.stream(1, "way", 0);
        int ages = 100;
        double[][] data = new double[40 * ages][];
        Arrays.setAll(data, i -> way(i % ages, random));
        DataRange range = new DataRange(pairs(data));
        for (int age = 0; age < ages; age++) {
            int at = age;
            assertThat(IntStream.range(0, 200)
                            .filter(i -> !range.contains(way(at, random)))
                            .count())
                    .isLessThanOrEqualTo(4);
            double[] beside = way(age, random);
            assertThat(range.contains(new double[] {beside[0] + 0.1, beside[1] + 0.1}))
                    .isFalse();
        }
    }

    /**
     * Of 100 ages, 40 of each, the first ten are 20 times as far apart as the others: half-way between two of them is inside,
     * what is as far beyond the first or beside them is not.
     */
    @Test
    void whatLiesBetweenTwoAgesIsInside() {
        RandomGenerator random = RandomStreams.stream(2, "ages", 0);
        double[][] data = new double[4000][];
        Arrays.setAll(data, i -> {
            int age = i % 100;
            double along = age < 10 ? age : 10 + (age - 10) / 20.0;
            return new double[] {along + 0.01 * random.nextGaussian(), along / 2 + 0.005 * random.nextGaussian()};
        });
        DataRange range = new DataRange(pairs(data));
        assertThat(range.contains(new double[] {3.45, 1.725})).isTrue();
        assertThat(range.contains(new double[] {0.45, 0.225})).isTrue();
        assertThat(range.contains(new double[] {-0.6, -0.3})).isFalse();
        assertThat(range.contains(new double[] {3, 2.2})).isFalse();
    }

    private static double[] way(int age, RandomGenerator random) {
        double t = 0.05 * age;
        double deviation = 0.005;
        return new double[] {
            Math.exp(-t) + deviation * random.nextGaussian(), 1 - Math.exp(-5 * t) + deviation * random.nextGaussian()
        };
    }

    private static MacroPairs lattice(double unit) {
        return lattice(SIDE, unit);
    }

    private static MacroPairs lattice(int side, double unit) {
        double[][] states = new double[side * side][];
        Arrays.setAll(states, i -> {
            int row = i / side;
            return new double[] {i % side * H, row * H * unit};
        });
        return pairs(states);
    }

    private static MacroPairs pairs(double[][] states) {
        int n = states.length;
        float[] z = new float[2 * n];
        float[] dt = new float[n];
        for (int i = 0; i < n; i++) {
            z[2 * i] = (float) states[i][0];
            z[2 * i + 1] = (float) states[i][1];
            dt[i] = 1;
        }
        return new MacroPairs(List.of("a", "b"), z, new float[2 * n], dt);
    }
}
