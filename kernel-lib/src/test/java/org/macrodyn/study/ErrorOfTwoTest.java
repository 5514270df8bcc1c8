package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;

/** Errors of runs that can be reckoned by hand. */
class ErrorOfTwoTest {
    /** Runs of one observable at two times, 0 at the first. */
    private static Trajectories runs(double... values) {
        double[][] times = new double[values.length][];
        double[][][] all = new double[values.length][][];
        for (int r = 0; r < values.length; r++) {
            times[r] = new double[] {0, 1};
            all[r] = new double[][] {{0}, {values[r]}};
        }
        return new Trajectories(List.of("z"), times, all);
    }

    private static ErrorOfTwo mean(Trajectories first, Trajectories second, Trajectories truth) {
        return ErrorOfTwo.mean(List.of(first, second), truth);
    }

    /** Truth 8, 12: mean 10, spread 2, size √104. Forecasts 11, 13 and 13, 15: means 12 and 14. */
    @Test
    void theErrorAndWhatChanceMakesOfIt() {
        ErrorOfTwo error = mean(runs(11, 13), runs(13, 15), runs(8, 12));
        double size = Math.sqrt(104);
        assertThat(error.error()).isCloseTo(3 / size, within(1e-12));
        assertThat(error.trainings()).isCloseTo(1 / size, within(1e-12));
        // Run by run 1 less and 1 more than the truth, beside the error: √(2/(2·1)). The trainings' 1.
        assertThat(error.standardError()).isCloseTo(Math.sqrt(1 + 1) / size, within(1e-12));
    }

    /** c is off by the chance of its starts, 1 and 3 about 2 against 2 and 4; z by 0.1: neither hides it. */
    @Test
    void whatIsConservedInAllDoesNotCount() {
        Trajectories forecast = beside(runs(0.9, 1.1), 2, 4);
        Trajectories truth = beside(runs(0.8, 1), 1, 3);
        ErrorOfTwo error = mean(forecast, forecast, truth);
        assertThat(error.error()).isCloseTo(0.1 / Math.hypot(0.9, 0.1), within(1e-12));
        Trajectories leaving = truth.mapped(truth.names(), z -> new double[] {z[0], z[1] + z[0]});
        assertThat(mean(forecast, forecast, leaving).error()).isGreaterThan(0.2);
    }

    /** Two runs with a second component, which stays as it starts. */
    private static Trajectories beside(Trajectories runs, double first, double second) {
        double[][][] values = runs.values();
        double[] starts = {first, second};
        double[][][] both = new double[2][2][];
        for (int r = 0; r < 2; r++) {
            for (int k = 0; k < 2; k++) {
                both[r][k] = new double[] {values[r][k][0], starts[r]};
            }
        }
        return new Trajectories(List.of("z", "c"), runs.times(), both);
    }

    /** An error below the truth is as large as one above it. */
    @Test
    void signsDoNotMatter() {
        ErrorOfTwo above = mean(runs(11, 13), runs(13, 15), runs(8, 12));
        ErrorOfTwo below = mean(runs(9, 7), runs(7, 5), runs(12, 8));
        assertThat(below.error()).isCloseTo(above.error(), within(1e-12));
        assertThat(below.standardError()).isCloseTo(above.standardError(), within(1e-12));
    }

    /** Spreads 2 and 3, of one training: off by 1; a run's share is ((z − z̄)² − s²)/2s, here 0 in all runs. */
    @Test
    void theSpreadsError() {
        Trajectories truth = runs(8, 12);
        Trajectories wide = runs(7, 13);
        ErrorOfTwo error = ErrorOfTwo.spread(List.of(wide, wide), truth);
        assertThat(error.error()).isCloseTo(1 / Math.sqrt(104), within(1e-12));
        assertThat(error.standardError()).isZero();
        ErrorOfTwo uneven = ErrorOfTwo.spread(List.of(runs(0, 0, 6), runs(0, 0, 6)), runs(4, 4, 4));
        // Mean 2, spread √8, shares (4 − 8)/2√8 twice and (16 − 8)/2√8: Σu² = 3, over 3·2, in units of the truth's 4.
        assertThat(uneven.error()).isCloseTo(Math.sqrt(8) / 4, within(1e-12));
        assertThat(uneven.standardError()).isCloseTo(Math.sqrt(0.5) / 4, within(1e-12));
    }

    /** The truth is unsure by 2, two forecasts on one side of it differ by 0.5 surely: the difference tells them apart. */
    @Test
    void chanceInTheTruthCancelsInDifferences() {
        Trajectories truth = runs(8, 12);
        ErrorOfTwo far = mean(runs(13, 13), runs(13, 13), truth);
        ErrorOfTwo near = mean(runs(12.5, 12.5), runs(12.5, 12.5), truth);
        assertThat(near.isBelow(far)).isTrue();
        assertThat(far.isBelow(near)).isFalse();
        // On the other side the truth's error counts twice: nothing is known.
        ErrorOfTwo opposite = mean(runs(8.5, 8.5), runs(8.5, 8.5), truth);
        assertThat(opposite.error()).isLessThan(near.error());
        assertThat(opposite.isBelow(far)).isFalse();
    }

    /** What forecasts share cancels too; trainings that differ by more than half of the gain tell nothing. */
    @Test
    void whatIsNotSharedCounts() {
        Trajectories truth = runs(10, 10);
        ErrorOfTwo far = mean(runs(11, 15), runs(11, 15), truth);
        ErrorOfTwo near = mean(runs(10.5, 14.5), runs(10.5, 14.5), truth);
        assertThat(near.isBelow(far)).isTrue();
        double share = near.error() / far.error();
        assertThat(near.isBelow(far, 1.01 * share)).isTrue();
        assertThat(near.isBelow(far, 0.99 * share)).isFalse();
        assertThat(far.isBelow(near, 9)).isFalse();
        assertThat(mean(runs(14.5, 10.5), runs(14.5, 10.5), truth).isBelow(far)).isFalse();
        assertThat(mean(runs(10.74, 14.74), runs(10.26, 14.26), truth).isBelow(far))
                .isTrue();
        assertThat(mean(runs(10.76, 14.76), runs(10.24, 14.24), truth).isBelow(far))
                .isFalse();
    }

    /** 1.01 % is too much, 0.99 % is not; and what chance alone may make is not. */
    @Test
    void tooMuchIsAHundredthBeyondChance() {
        Trajectories truth = runs(10, 10);
        assertThat(mean(runs(10.101, 10.101), runs(10.101, 10.101), truth).isNeeded())
                .isTrue();
        assertThat(mean(runs(10.099, 10.099), runs(10.099, 10.099), truth).isNeeded())
                .isFalse();
        assertThat(mean(runs(11.09, 13.09), runs(11.09, 13.09), truth).isNeeded())
                .isFalse();
        assertThat(mean(runs(11.11, 13.11), runs(11.11, 13.11), truth).isNeeded())
                .isTrue();
        assertThat(mean(runs(12, 14), runs(12, 14), truth)).hasToString("30.0 ± 10.0 %");
    }

    /** Runs from 0, 1, … at the first time. */
    private static Trajectories started(double unit, double[] values) {
        double[][] times = new double[values.length][];
        double[][][] all = new double[values.length][][];
        for (int r = 0; r < values.length; r++) {
            times[r] = new double[] {0, 1};
            all[r] = new double[][] {{unit * r}, {values[r]}};
        }
        return new Trajectories(List.of("z"), times, all);
    }

    /**
     * All runs stay where they start, between 0 and 0.9, but that forecasts are 0.1 too far: known exactly, whatever the starts
     * are.
     */
    @Test
    void whatForecastsAndTruthOweToTheStartCancels() {
        double[] truth = new double[10];
        double[] far = new double[10];
        for (int r = 0; r < 10; r++) {
            truth[r] = 0.1 * r;
            far[r] = truth[r] + 0.1;
        }
        Trajectories forecast = started(0.1, far);
        ErrorOfTwo error = mean(forecast, forecast, started(0.1, truth));
        assertThat(error.error()).isCloseTo(0.1 / Math.sqrt(0.285), within(1e-12));
        assertThat(error.standardError()).isCloseTo(0, within(1e-12));
    }

    /**
     * The lowest quarter of the starts is off by 3, the highest by −3, with 1 more or less run by run: nothing on the average.
     */
    @Test
    void errorsOfOtherStartsDoNotCancel() {
        int n = 100;
        double[] truth = new double[n];
        double[] off = new double[n];
        for (int r = 0; r < n; r++) {
            truth[r] = 10 + 0.01 * (37 * r % n);
            off[r] = truth[r] + (r < 25 ? 3 : r >= 75 ? -3 : 0) + (r % 2 == 0 ? 1 : -1);
        }
        off[24] -= 1;
        off[99] += 1;
        Trajectories broad = started(1, truth);
        Trajectories forecast = started(1, off);
        ErrorOfTwo error = mean(forecast, forecast, broad);
        double size = Certificate.size(broad.mean(0), broad.standardDeviation(0));
        assertThat(error.error()).isCloseTo(3 / size, within(1e-12));
        // 24 runs of the quarter 1 beside their mean and one on it; of the others nothing.
        assertThat(error.standardError()).isCloseTo(Math.sqrt(24.0 / 25 / 24.75) / size, within(1e-3 / size));
        Trajectories narrow = started(1e-3, truth);
        Trajectories same = started(1e-3, off);
        assertThat(mean(same, same, narrow).error()).isLessThan(0.01);
    }
}
