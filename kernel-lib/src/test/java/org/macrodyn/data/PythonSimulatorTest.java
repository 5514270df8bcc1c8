package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.macrodyn.Numpy;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.scale.Patches;

/** {@code environment/examples/python/simulator.py} is the Ising model of this library. */
class PythonSimulatorTest {
    private static final String EXAMPLE = Path.of("..", "environment", "examples", "python", "simulator.py")
            .toAbsolutePath()
            .toString();
    private static final double T = 2.4;
    private static final Grid GRID = Grid.square(16);

    @BeforeAll
    static void numpyIsHere() throws InterruptedException {
        Numpy.require();
    }

    private static ExternalModel<byte[]> python() {
        return ExternalModel.of(StateType.SPINS, Numpy.PYTHON, "-B", EXAMPLE, "" + T, "16");
    }

    @Test
    void itKeepsTheModelsPromises() {
        try (var model = python()) {
            assertThat(model.toString()).startsWith("Ising of simulator.py 1, T = 2.4 on 16×16 by '");
            assertThat(ModelCheck.of(model, Patches.square(16, 8), 42))
                    .allSatisfy(check ->
                            assertThat(check.result()).as(check.toString()).isEqualTo(ModelCheck.Result.OK));
        }
    }

    @Test
    void itMeasuresWhatOursMeasuresAndRefusesWhatItCannot() {
        Ising ours = Ising.square(16, T, 0);
        byte[] state = new byte[256];
        double[] z = new double[2];
        double[] expected = new double[2];
        try (var model = python()) {
            model.initialise(state, RandomStreams.stream(1, "test", 0));
            model.observe(state, z);
            ours.observe(state, expected);
            assertThat(z).containsExactly(expected, within(1e-15));
            assertThat(catchThrowable(() -> model.on(Grid.line(1, 9))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("a grid of [1, 1, 1, 9]: must be planar, at least 2 rows and 2 columns");
        }
    }

    /** {@code [runs][2]} what evolving a region for a time, or attempts, adds to the observables of random states. */
    private static double[][] changes(MicroModel<byte[]> model, Region region, int runs) {
        double[][] changes = new double[runs][2];
        Ising ours = Ising.square(16, T, 0);
        Parallel.forEach(0, runs, 2, ProgressListener.NONE, run -> {
            var random = RandomStreams.stream(run, "law of " + model.getClass(), 0);
            byte[] state = new byte[256];
            ours.initialise(state, 0.4, random);
            byte[] before = state.clone();
            assertThat(model.evolve(state, region, Span.time(1.5), random)).isEqualTo(1.5);
            model.increment(before, state, region, changes[run]);
        });
        return changes;
    }

    @Test
    void itsObservablesHaveTheLawOfOurs() {
        Region all = GRID.whole();
        Region patch = new Region(GRID, 0, 12, 3, 1, 8, 8);
        try (var model = python()) {
            for (Region region : new Region[] {all, patch}) {
                double[][] theirs = changes(model, region, 400);
                double[][] ours = changes(Ising.square(16, T, 0), region, 4000);
                for (int c = 0; c < 2; c++) {
                    double a = variance(theirs, c);
                    double b = variance(ours, c);
                    double error = Math.sqrt(a / theirs.length + b / ours.length);
                    assertThat(mean(theirs, c)).as("mean of " + c).isEqualTo(mean(ours, c), within(4 * error));
                    double ofVariance = b * Math.sqrt(2.0 / theirs.length + 2.0 / ours.length);
                    assertThat(a).as("variance of " + c).isEqualTo(b, within(4 * ofVariance));
                }
            }
        }
    }

    private static double mean(double[][] values, int c) {
        return Arrays.stream(values).mapToDouble(z -> z[c]).average().orElseThrow();
    }

    private static double variance(double[][] values, int c) {
        double mean = mean(values, c);
        return Arrays.stream(values)
                .mapToDouble(z -> (z[c] - mean) * (z[c] - mean))
                .average()
                .orElseThrow();
    }

    /** Attempts at the rate of a site each: so many take the time of a gamma law, mean attempts / sites. */
    @Test
    void attemptsTakeTheirTime() {
        try (var model = python()) {
            int runs = 200;
            double sum = 0;
            for (int run = 0; run < runs; run++) {
                sum += model.evolve(up(), GRID.whole(), Span.events(64), RandomStreams.stream(run, "events", 0));
            }
            assertThat(sum / runs).isEqualTo(64 / 256.0, within(4 * Math.sqrt(64.0) / 256 / Math.sqrt(runs)));
        }
    }

    private static byte[] up() {
        byte[] state = new byte[256];
        Arrays.fill(state, (byte) 1);
        return state;
    }
}
