package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.OneThread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Events per second of one core, T = 1.1, h = 0.1 from equilibrium; the reference code reaches 1.0·10⁷. */
public class CurieWeissBenchmark extends OneThread {
    private static final int EVENTS = 100_000;

    /** Side L of the lattice. */
    @Param({"8", "64", "512"})
    int side;

    private CurieWeiss model;
    private byte[] state;
    private Region patch;
    private RandomGenerator random;

    /** A state near equilibrium. */
    @Setup
    public void start() {
        model = new CurieWeiss(Grid.square(side), 1.1, 0.1);
        random = RandomStreams.stream(1, "benchmark", 0);
        state = new byte[side * side];
        SpinStates.randomPositions(state, 0.49, random);
        patch = new Region(model.grid(), 0, 0, 0, 1, side / 2, side / 2);
    }

    /**
     * The whole system.
     *
     * @return elapsed time
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double events() {
        return model.evolve(state, model.grid().whole(), Span.events(EVENTS), random);
    }

    /**
     * A quarter of the system, the rest frozen.
     *
     * @return elapsed time
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double eventsInPatch() {
        return model.evolve(state, patch, Span.events(EVENTS), random);
    }
}
