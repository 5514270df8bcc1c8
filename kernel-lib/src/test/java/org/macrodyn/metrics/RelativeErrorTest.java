package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.run.Trajectories;

class RelativeErrorTest {
    @Test
    void isTheRatioOfSums() {
        RelativeError error = RelativeError.ofMeans(new double[] {1, 2, 4}, new double[] {1, 3, -2});
        assertThat(error.meanSquare()).isEqualTo((0 + 1 + 36) / 14.0);
        assertThat(error.meanAbsolute()).isEqualTo((0 + 1 + 6) / 6.0);
    }

    @Test
    void sumsOverComponents() {
        double[][] predicted = {{1, 2}, {0, 1}};
        double[][] truth = {{1, 1}, {2, 1}};
        assertThat(RelativeError.ofMeans(predicted, truth).meanSquare()).isEqualTo((1 + 4) / 7.0);
    }

    @Test
    void averagesTests() {
        RelativeError average = RelativeError.average(List.of(new RelativeError(1, 3), new RelativeError(2, 5)));
        assertThat(average).isEqualTo(new RelativeError(1.5, 4));
    }

    @Test
    void ofTrajectoriesAtTheSameTimesOnly() {
        Trajectories truth = runs(0.25, 1, 2);
        assertThat(RelativeError.of(runs(0.25, 1, 4), truth, 0).meanSquare()).isEqualTo(4 / 5.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.of(runs(0.5, 1, 2), truth, 0))
                .withMessageStartingWith("forecast every 0.500000 from 0.00000, truth every 0.250000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.of(runs(0.25, 1, 2, 3), truth, 0))
                .withMessageStartingWith("forecast with 3 times, truth with 2: must be equal");
    }

    private static Trajectories runs(double step, double... values) {
        double[] times = new double[values.length];
        double[][] run = new double[values.length][];
        for (int k = 0; k < values.length; k++) {
            times[k] = k * step;
            run[k] = new double[] {values[k]};
        }
        return new Trajectories(List.of("m"), new double[][] {times}, new double[][][] {run});
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.ofMeans(new double[2], new double[] {1, 2, 3}))
                .withMessage("prediction of length 2 against truth of length 3: must be equal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.ofMeans(new double[2], new double[2]))
                .withMessageContaining("0 at every step");
        double[] none = {};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.ofMeans(none, none))
                .withMessage("0 values to compare: must be at least 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNoNumber(double broken) {
        double[] good = {1, 2};
        double[] bad = {1, broken};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.ofMeans(bad, good))
                .withMessageStartingWith("a predicted mean is " + broken + ": must be finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelativeError.ofMeans(good, bad))
                .withMessageStartingWith("a true mean is " + broken);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Spread.of(bad))
                .withMessage("value 1 of 2 is " + broken + ": a mean and its spread need finite values");
        assertThatIllegalArgumentException().isThrownBy(() -> new RelativeError(Double.NaN, 1));
    }

    /** In any unit the same, bit for bit where the unit is a power of two. */
    @ParameterizedTest
    @ValueSource(doubles = {0x1p-1000, 0x1p-600, 0x1p-40, 0x1p40, 0x1p600, 0x1p1000})
    void doesNotDependOnTheUnit(double unit) {
        double[] predicted = {1.1 * unit, 2.3 * unit, 3.9 * unit};
        double[] truth = {1 * unit, 2.5 * unit, -4 * unit};
        assertThat(RelativeError.ofMeans(predicted, truth))
                .isEqualTo(RelativeError.ofMeans(new double[] {1.1, 2.3, 3.9}, new double[] {1, 2.5, -4}));
    }

    @Test
    void spreadHasTheDivisorOfASample() {
        Spread spread = Spread.of(1, 2, 3, 4);
        assertThat(spread.mean()).isEqualTo(2.5);
        assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(5 / 3.0), within(1e-15));
        assertThat(spread.standardError()).isCloseTo(Math.sqrt(5 / 12.0), within(1e-15));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(Spread::of);
    }
}
