package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Sde;

/** Jump processes that are known and learnt: rates, walls, forecasts, other sizes. */
class JumpModelTest {
    private static final List<String> M = List.of("m");

    private static double[] at(double m) {
        return new double[] {m};
    }

    /** The exact process of the magnetisation. */
    private static JumpModel exact(int n, double temperature) {
        CurieWeiss model = new CurieWeiss(Grid.line(1, n), temperature, 0);
        return JumpModel.of(
                M,
                List.of(
                        new JumpModel.Kind(at(-2.0 / n), z -> ups(n, z) * model.upRate(ups(n, z))),
                        new JumpModel.Kind(at(2.0 / n), z -> (n - ups(n, z)) * model.downRate(ups(n, z)))),
                Walls.of(-1, 1));
    }

    private static int ups(int n, double[] z) {
        return (int) Math.rint((z[0] + 1) / 2 * n);
    }

    /** Rates of the exact process at every second state between two magnetisations. */
    private static EventRates counted(int n, double temperature, double low, double high) {
        JumpModel exact = exact(n, temperature);
        EventRates.Builder rates = new EventRates.Builder(M);
        for (int k = (int) Math.ceil((low + 1) / 2 * n); 2.0 * k / n - 1 <= high; k += 2) {
            double[] z = at(2.0 * k / n - 1);
            rates.begin(z);
            for (JumpModel.Kind kind : exact.kinds()) {
                double rate = kind.rate().applyAsDouble(z);
                if (rate > 0) {
                    rates.add(rate, kind.step());
                }
            }
        }
        return rates.rates();
    }

    @Test
    void learntRatesAreTheExactOnesAlsoBetweenAndBeyondTheData() {
        JumpModel learnt = JumpModel.fit(counted(256, 0.8, -0.95, 0.95), Walls.of(-1, 1));
        JumpModel exact = exact(256, 0.8);
        for (int k = 0; k <= 256; k++) {
            double[] z = at(2.0 * k / 256 - 1);
            for (int kind = 0; kind < 2; kind++) {
                double right = exact.kinds().get(kind).rate().applyAsDouble(z);
                double tolerance = Math.abs(z[0]) <= 0.95 ? 1e-7 : 0.2;
                assertThat(learnt.kinds().get(kind).rate().applyAsDouble(z))
                        .isCloseTo(right, within(tolerance * right));
            }
        }
    }

    @Test
    void ratesVanishWhereTheReactantIsGone() {
        JumpModel learnt = JumpModel.fit(counted(64, 0.8, -0.9, 0.9), Walls.of(-1, 1));
        assertThat(learnt.kinds().get(0).rate().applyAsDouble(at(-1))).isZero();
        assertThat(learnt.kinds().get(0).rate().applyAsDouble(at(1))).isPositive();
        assertThat(learnt.kinds().get(1).rate().applyAsDouble(at(1))).isZero();
        assertThat(learnt.kinds().get(1).rate().applyAsDouble(at(-1))).isPositive();
        assertThat(learnt.toString()).contains("2 kinds of events of [m]");
    }

    /** Autocatalysis x(1 − x): the catalyst's wall has an order, too; a death x² has order 2. */
    @Test
    void ordersOfReactionsAreFound() {
        EventRates.Builder rates = new EventRates.Builder(List.of("x"));
        for (int k = 1; k < 100; k++) {
            double x = k / 100.0;
            rates.begin(at(x));
            rates.add(100 * x * (1 - x), at(0.01));
            rates.add(300 * x * x, at(-0.01));
        }
        JumpModel learnt = JumpModel.fit(rates.rates(), Walls.of(0, 1));
        assertThat(learnt.kinds().get(1).toString()).contains("degree 0, orders at the walls [1, 1]");
        assertThat(learnt.kinds().get(0).toString()).contains("degree 0, orders at the walls [2, 0]");
        assertThat(learnt.kinds().get(0).rate().applyAsDouble(at(0.333))).isCloseTo(300 * 0.333 * 0.333, within(1e-9));
    }

    /** Events at the wall itself need no reactant from there. */
    @Test
    void aRateAtTheWallStays() {
        EventRates.Builder rates = new EventRates.Builder(List.of("x"));
        for (int k = 0; k <= 100; k++) {
            double x = k / 100.0;
            rates.begin(at(x));
            rates.add(7 * (0.5 + x), at(0.01));
        }
        JumpModel learnt = JumpModel.fit(rates.rates(), new Walls(at(0), at(Double.POSITIVE_INFINITY)));
        assertThat(learnt.kinds().get(0).rate().applyAsDouble(at(0))).isCloseTo(3.5, within(1e-6));
        // Data end at 1: jumps beyond do not happen.
        Trajectories runs = learnt.forecast(new double[][] {at(0.5)}, 10, 3, 1, 1);
        assertThat(runs.values()[0][2][0]).isCloseTo(1, within(1e-12));
    }

    /** Poisson counts of rates 2 + 30 x²: the mean is right within its error, zeros do no harm. */
    @Test
    void noisyCountsAreFittedWithoutBias() {
        int rows = 4000;
        RandomGenerator random = RandomStreams.stream(5, "counts", 0);
        EventRates.Builder rates = new EventRates.Builder(List.of("x"));
        for (int i = 0; i < rows; i++) {
            double x = 2 * random.nextDouble() - 1;
            rates.begin(at(x));
            int count = 0;
            for (double t = random.nextExponential(); t < 2 + 30 * x * x; t += random.nextExponential()) {
                count++;
            }
            rates.add(count, at(0.5));
        }
        JumpModel learnt = JumpModel.fit(rates.rates());
        for (double x : new double[] {-0.9, -0.5, 0, 0.4, 0.8}) {
            double exact = 2 + 30 * x * x;
            // About ten terms: a tenth of the rows in each.
            double error = Math.sqrt(exact / (rows / 10.0));
            assertThat(learnt.kinds().get(0).rate().applyAsDouble(at(x))).isCloseTo(exact, within(4 * error));
        }
    }

    /**
     * Rock beats scissors beats paper: a, b and c = 1 − a − b, each step takes one and needs another; data from the whole
     * triangle.
     */
    @Test
    void fractionsStayInTheirTriangle() {
        List<String> ab = List.of("a", "b");
        double h = 0.05;
        EventRates.Builder rates = new EventRates.Builder(ab);
        for (int i = 1; i < 20; i++) {
            for (int j = 1; i + j < 20; j++) {
                double a = i * h;
                double b = j * h;
                double c = 1 - a - b;
                rates.begin(new double[] {a, b});
                rates.add(20 * a * b, new double[] {h, -h});
                rates.add(20 * b * c, new double[] {0, h});
                rates.add(20 * c * a * (1 + a), new double[] {-h, 0});
            }
        }
        JumpModel learnt = JumpModel.fit(rates.rates(), Walls.fractions(2));
        assertThat(learnt.kinds().get(0).toString()).contains("orders at the walls [1, 0, 0, 0, 1]");
        assertThat(learnt.kinds().get(1).toString()).contains("degree 0, orders at the walls [0, 1, 0, 0, 1]");
        assertThat(learnt.kinds().get(2).toString()).contains("degree 0, orders at the walls [1, 1, 0, 0, 0]");
        double[] z = {0.22, 0.31};
        assertThat(learnt.kinds().get(0).rate().applyAsDouble(z)).isCloseTo(20 * 0.47 * 0.22 * 1.22, within(1e-5));
        double[][] starts = new double[50][];
        Arrays.fill(starts, new double[] {0.3, 0.3});
        Trajectories runs = learnt.forecast(starts, 1, 100, 4, 1);
        for (double[][] run : runs.values()) {
            for (double[] state : run) {
                assertThat(Math.min(Math.min(state[0], state[1]), 1 - state[0] - state[1]))
                        .isGreaterThan(-1e-12);
            }
            // In the end one species is left.
            assertThat(Math.max(Math.max(run[99][0], run[99][1]), 1 - run[99][0] - run[99][1]))
                    .isCloseTo(1, within(1e-9));
        }
    }

    /** Known rates that mean nothing beyond the triangle are not asked for there. */
    @Test
    void nothingIsAskedBeyondTheTriangle() {
        JumpModel moves = JumpModel.of(
                List.of("a", "b"),
                List.of(
                        new JumpModel.Kind(new double[] {0.25, 0}, z -> Math.sqrt(1 - z[0] - z[1])),
                        new JumpModel.Kind(new double[] {0, 0.25}, z -> Math.sqrt(1 - z[0] - z[1]))),
                Walls.fractions(2));
        double exact = 0;
        for (int k = 0; k < 4; k++) {
            exact += 1 / (2 * Math.sqrt(1 - k / 4.0));
        }
        double time =
                Passage.of(moves).time(new double[2], z -> z[0] + z[1] > 0.99).mean();
        assertThat(time).isCloseTo(exact, within(1e-12));
    }

    /** Mean and spread in time are those of the master equation. */
    @Test
    void forecastsHaveTheExactLaw() {
        int n = 64;
        int runs = 2000;
        CurieWeissChain.Course course = new CurieWeissChain(n, 1.2, 0).course(-0.5, 0.5, 5);
        double[][] starts = new double[runs][];
        Arrays.fill(starts, at(-0.5));
        Trajectories forecast = exact(n, 1.2).forecast(starts, 0.5, 5, 9, 1);
        assertThat(forecast.names()).isEqualTo(M);
        for (int k = 1; k < 5; k++) {
            double spread = course.standardDeviation()[k];
            assertThat(forecast.times()[3][k]).isEqualTo(0.5 * k);
            assertThat(forecast.mean(0)[k]).isCloseTo(course.mean()[k], within(4 * spread / Math.sqrt(runs)));
            assertThat(forecast.standardDeviation(0)[k]).isCloseTo(spread, within(4 * spread / Math.sqrt(2.0 * runs)));
        }
    }

    @Test
    void aForecastDoesNotDependOnThreads() {
        double[][] starts = {at(0), at(0.5), at(-0.5)};
        JumpModel model = exact(100, 0.9);
        assertThat(model.forecast(starts, 1, 4, 3, 2).values())
                .isDeepEqualTo(model.forecast(starts, 1, 4, 3, 1).values());
    }

    /** 10⁶ jumps with a wall near by: counted, so that z is a state to the last digit, and never outside. */
    @Test
    void aMillionJumpsStayInside() {
        int n = 30;
        JumpModel learnt = JumpModel.fit(counted(n, 0.4, -1, 1), Walls.of(-1, 1));
        RandomGenerator random = RandomStreams.stream(1, "walk", 0);
        JumpWalk walk = new JumpWalk(new JumpWalk.Rates(learnt), at(0.8), random);
        double[] z = new double[1];
        double largest = 0;
        for (int jump = 0; jump < 1_000_000; jump++) {
            assertThat(walk.jump()).isTrue();
            walk.state(z);
            largest = Math.max(largest, Math.abs(z[0]));
        }
        assertThat(largest).isCloseTo(1, within(1e-12));
        double count = (z[0] + 1) * n / 2;
        assertThat(count).isCloseTo(Math.rint(count), within(1e-10));
    }

    /** μ = Σ w Δ and Σ = Σ w Δ Δᵀ are the chain's. */
    @Test
    void theDiffusionLimitHasTheChainsMoments() {
        Sde limit = exact(50, 0.9).diffusionLimit();
        CurieWeissChain chain = new CurieWeissChain(50, 0.9, 0);
        for (double m : new double[] {-0.6, 0.2}) {
            assertThat(limit.drift(at(m))[0]).isCloseTo(chain.drift(m), within(1e-12));
            assertThat(limit.covariance(at(m))[0][0]).isCloseTo(chain.variance(m), within(1e-12));
        }
        JumpModel plane = JumpModel.of(
                List.of("a", "b"),
                List.of(new JumpModel.Kind(new double[] {0.1, -0.2}, z -> 5)),
                new Walls(new double[2], new double[] {1, 1}));
        Sde sde = plane.diffusionLimit();
        assertThat(sde.drift(new double[2])).containsExactly(new double[] {0.5, -1}, within(1e-15));
        assertThat(sde.covariance(new double[2])[0]).containsExactly(new double[] {0.05, -0.1}, within(1e-15));
        assertThat(sde.covariance(new double[2])[1][1]).isCloseTo(0.2, within(1e-15));
        assertThat(plane.jumpRate(new double[2])).isEqualTo(5);
    }

    /**
     * log(up/down) of a step is 2/T · [m + 1/n − (1/n_s − 1/n) tanh(m/T)] with the rates of n_s spins, so that times of n = f n_s
     * are too short by e^{(f − 1) log cosh(m*​/T)} at leading order; what is proportional to 1/N is repaired by a second size.
     */
    @Test
    void whatRatesOweToTheSizeStandsInTheExponent() {
        double temperature = 0.9;
        double exact = time(exact(1024, temperature));
        JumpModel small = JumpModel.fit(counted(256, temperature, -0.95, 0.95), Walls.of(-1, 1));
        JumpModel half = JumpModel.fit(counted(128, temperature, -0.95, 0.95), Walls.of(-1, 1));
        double well = 0.523;
        double predicted = Math.exp(-3 * Math.log(Math.cosh(well / temperature)));
        assertThat(time(small.scaled(4)) / exact).isCloseTo(predicted, within(0.05 * predicted));
        assertThat(time(small.extrapolated(half, 4)) / exact).isCloseTo(1, within(1e-3));
    }

    private static double time(JumpModel model) {
        return Passage.of(model).between(0, 1).mean();
    }

    @Test
    void whatIsNoProcessIsRefused() {
        JumpModel.Kind kind = new JumpModel.Kind(at(0.1), z -> 1);
        assertThatThrownBy(() -> JumpModel.of(M, List.of(), Walls.of(0, 1))).hasMessageContaining("0 kinds of events");
        assertThatThrownBy(() -> JumpModel.of(M, List.of(kind), Walls.of(0, Double.POSITIVE_INFINITY)))
                .hasMessageContaining("must all be finite");
        assertThatThrownBy(() ->
                        JumpModel.of(List.of("a", "b"), List.of(kind), new Walls(new double[2], new double[] {1, 1})))
                .hasMessageContaining("must have 2 components");
        assertThatThrownBy(() -> JumpModel.of(
                        M, List.of(kind, new JumpModel.Kind(at(-0.1 * Math.sqrt(2)), z -> 1)), Walls.of(0, 1)))
                .hasMessageContaining("must be multiples of one unit");
        assertThatThrownBy(() -> Walls.of(1, 0)).hasMessageContaining("walls 1.0 and 0.0");
        assertThatThrownBy(() -> new Walls(at(1), at(2), 1)).hasMessageContaining("sum of at most 1.0");
        assertThatThrownBy(() -> new Walls(at(1), new double[2])).hasMessageContaining("must be equally many");
        JumpModel model = JumpModel.of(M, List.of(kind), Walls.of(0, 1));
        assertThatThrownBy(() -> model.scaled(0)).hasMessageContaining("factor = 0.0");
        assertThatThrownBy(() -> model.extrapolated(model, 2)).hasMessageContaining("the first must be larger");
        assertThatThrownBy(() -> model.forecast(new double[][] {at(3)}, 1, 2, 1, 1))
                .hasMessageContaining("start [3.0]");
        assertThatThrownBy(() -> model.forecast(new double[][] {at(0)}, 0, 2, 1, 1))
                .hasMessageContaining("every 0.0");
        JumpModel wrong = JumpModel.of(M, List.of(new JumpModel.Kind(at(0.1), z -> -1)), Walls.of(0, 1));
        assertThatThrownBy(() -> Passage.of(wrong)).hasMessageContaining("rate = -1.0");
    }

    @Test
    void dataThatDoNotDoAreRefused() {
        EventRates few = counted(16, 0.9, 0, 0.9);
        EventRates three = new EventRates(M, Arrays.copyOf(few.z(), 3), few.steps(), Arrays.copyOf(few.rates(), 3));
        assertThatThrownBy(() -> JumpModel.fit(three))
                .hasMessageContaining("3 configurations for rates of 1 observables");
        EventRates beyond = counted(64, 0.9, -0.9, 0.9);
        assertThatThrownBy(() -> JumpModel.fit(beyond, Walls.of(-0.5, 1))).hasMessageContaining("widen the walls");
        assertThatThrownBy(() -> JumpModel.fit(beyond, new Walls(new double[2], new double[] {1, 1})))
                .hasMessageContaining("walls of 2 components");
        double[][] same = new double[40][];
        Arrays.fill(same, at(0.3));
        double[][] ones = new double[40][];
        Arrays.fill(ones, at(1));
        assertThatThrownBy(() -> JumpModel.fit(new EventRates(M, same, new double[][] {{0.1}}, ones)))
                .hasMessageContaining("m from 0.3 to 0.3")
                .hasMessageContaining("must vary");
        double[][] line = new double[100][];
        double[][] rates = new double[100][];
        for (int i = 0; i < 100; i++) {
            line[i] = new double[] {i / 100.0, 1 - i / 50.0};
            rates[i] = at(1 + i);
        }
        assertThatThrownBy(() ->
                        JumpModel.fit(new EventRates(List.of("a", "b"), line, new double[][] {{0.01, -0.02}}, rates)))
                .hasMessageContaining("rates of [a, b]: the data do not tell the observables apart");
    }
}
