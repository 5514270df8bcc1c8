package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.data.Recordings;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/** Learns the Ornstein–Uhlenbeck process dz = −2(z − 1)dt + 0.3 dW from runs of its exact solution. */
class LearntSdeTest {
    private static final OrnsteinUhlenbeck EXACT = new OrnsteinUhlenbeck(2, 1, 0.3);
    private static final double DT = 0.01;
    private static Recordings runs;
    private static LearntSde learnt;

    @BeforeAll
    static void learn() {
        runs = simulated(300, "train");
        learnt = LearntSde.of(MacroPairs.of(runs));
    }

    private static Recordings simulated(int count, String stream) {
        double[][] times = new double[count][20];
        double[][][] z = new double[count][20][1];
        for (int run = 0; run < count; run++) {
            RandomGenerator random = RandomStreams.stream(7, stream, run);
            z[run][0][0] = random.nextDouble(-2, 4);
            for (int k = 1; k < 20; k++) {
                times[run][k] = k * DT;
                z[run][k][0] = EXACT.step(z[run][k - 1][0], DT, random);
            }
        }
        return Recordings.of(List.of("z"), times, z);
    }

    @Test
    void driftAndNoiseAreThoseOfTheSystemItself() {
        assertThat(learnt.settings().lambda()).isEqualTo(1);
        for (double z : new double[] {-1, 0, 2, 3}) {
            assertThat(learnt.model().drift(new double[] {z})[0]).isCloseTo(-2 * (z - 1), within(0.15));
            assertThat(learnt.model().covariance(new double[] {z})[0][0]).isCloseTo(0.09, within(0.006));
        }
    }

    /** Pairs that were not seen are explained, and those of a process with twice the noise are not. */
    @Test
    void diagnosticsJudgeOtherRuns() {
        Recordings fresh = simulated(300, "fresh");
        assertThat(learnt.diagnose(MacroPairs.of(fresh)).verdicts())
                .allMatch(verdict -> verdict.level() == Verdict.Level.GOOD);
        assertThat(learnt.diagnose().covariance()[0][0]).isCloseTo(1, within(0.05));
        assertThat(learnt.diagnose(MacroPairs.of(fresh, 2)).covariance()[0][0]).isCloseTo(1, within(0.08));
    }

    @Test
    void forecastsHaveTheExactMeanAndSpread() {
        Trajectories forecast = learnt.forecast(new double[] {-1}, 1.5, 400);
        assertThat(forecast.times()[0]).hasSize(101).endsWith(1.5);
        for (int k : new int[] {20, 50, 100}) {
            double t = forecast.times()[0][k];
            assertThat(forecast.mean(0)[k]).isCloseTo(EXACT.mean(-1, t), within(0.06));
            assertThat(forecast.standardDeviation(0)[k]).isCloseTo(Math.sqrt(EXACT.variance(t)), within(0.025));
        }
    }

    /** A step of the forecast is no longer than one of the data: one step of 1 would overshoot, from −1 to 3. */
    @Test
    void longForecastsStepAsTheDataDo() {
        Trajectories forecast = learnt.forecast(Arrays.copyOf(runs.starts(), 20), 100);
        assertThat(forecast.runs()).isEqualTo(20);
        assertThat(forecast.values()[5][0]).isEqualTo(runs.starts()[5]);
        double spread =
                Arrays.stream(forecast.standardDeviation(0)).skip(5).max().orElseThrow();
        assertThat(spread).isLessThan(1.7 * Math.sqrt(EXACT.stationaryVariance()));
    }

    @Test
    void saysWhatItIsInALine() {
        TrainingResult training = learnt.training();
        assertThat(training.ending())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "%d epochs, last loss %.5g",
                        training.losses().length,
                        training.losses()[training.losses().length - 1]));
        assertThat(learnt.pairs()).hasToString("5,700 pairs of [z], δt = 0.0100");
        assertThat(learnt)
                .hasToString(
                        "SDE of [z], " + training.ending() + ", λ = 1.0; learnt from 5,700 pairs of [z], δt = 0.0100");
        Trajectories forecast = learnt.forecast(new double[] {1}, 1, 3);
        assertThat(new ForecastResult(forecast, new int[] {2}))
                .hasToString("3 runs of [z], 101 times from 0.000 to 1.000, of which 1 left the finite numbers");
    }

    @Test
    void refusesForecastsOfNoRun() {
        for (int runs : new int[] {0, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> learnt.forecast(new double[] {1}, 1, runs))
                    .withMessage("forecast of " + runs + " runs: must be at least 1");
        }
    }
}
