package org.macrodyn.micro.spde;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.macrodyn.OneThread;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * Simulation of the predator–prey system: nanoseconds for one cell, field and step. The authors' code needs 45 ns
 * (2.2·10⁷ per second); the goal is 8.3 ns (1.2·10⁸ per second) on one core.
 *
 * <p>Processor time on a shared AMD EPYC core, JDK 17, less disturbed runs: whole system 3.4 ns (2.9·10⁸ per second),
 * Runge–Kutta 6.3 ns, single patch steps 5.9 ns; of these the noise takes 2.4 ns ({@code nextGaussian}: 4.0 ns).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PredatorPreyBenchmark extends OneThread {
    private static final int CELLS = 200;
    private static final int PATCH = 40;
    private static final int STEPS = 100;

    private final PredatorPrey system = PredatorPrey.paper(CELLS);
    private final PredatorPrey rungeKutta = new PredatorPrey(
            CELLS,
            PredatorPreySettings.paper().withScheme(PredatorPreySettings.Scheme.RUNGE_KUTTA_4),
            InitialProfile.paper());
    private final Region whole = system.grid().whole();
    private final Region patch = new Region(system.grid(), 0, 0, PATCH, 1, 1, PATCH);
    private final float[] state = new float[2 * CELLS];
    private RandomGenerator random;

    /** Starts each iteration from a new profile. */
    @Setup
    public void start() {
        random = RandomStreams.stream(1, "benchmark", 0);
        system.initialise(state, random);
    }

    /**
     * Euler–Maruyama on 200 cells.
     *
     * @return time passed
     */
    @Benchmark
    @OperationsPerInvocation(2 * CELLS * STEPS)
    public double wholeSystem() {
        return system.evolve(state, whole, Span.events(STEPS), random);
    }

    /**
     * Runge–Kutta drift on 200 cells.
     *
     * @return time passed
     */
    @Benchmark
    @OperationsPerInvocation(2 * CELLS * STEPS)
    public double wholeSystemRungeKutta() {
        return rungeKutta.evolve(state, whole, Span.events(STEPS), random);
    }

    /**
     * Partial evolution as in the paper: one step of a patch of 40 cells in each call.
     *
     * @return time passed
     */
    @Benchmark
    @OperationsPerInvocation(2 * PATCH)
    public double onePatchStep() {
        return system.evolve(state, patch, Span.events(1), random);
    }
}
