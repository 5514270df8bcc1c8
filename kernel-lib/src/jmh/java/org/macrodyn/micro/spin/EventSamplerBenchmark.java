package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.OneThread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Events per second of each sampler in equilibrium.
 *
 * <p>Beside the reference code's numba kernel (T = 2.5, h = 0.1): L = 16 9.3e5/s, L = 64 1.0e5/s.
 */
public class EventSamplerBenchmark extends OneThread {
    private static final int EVENTS = 1 << 20;

    /** L. */
    @Param({"16", "64", "512"})
    public int side;

    /** T; 2.5 is the experiment's, the low ones show where the n-fold way takes over. */
    @Param({"2.5"})
    public double temperature;

    /** Which sampler. */
    @Param({"NULL_EVENT", "N_FOLD_WAY", "AUTOMATIC"})
    public String sampler;

    private Ising model;
    private byte[] state;
    private RandomGenerator random;
    private Span span;

    /** Relaxes a lattice from a magnetised start. */
    @Setup
    public void relax() {
        random = RandomStreams.stream(1, "benchmark", 0);
        model = new Ising(Grid.square(side), temperature, 0.1, EventSampler.AUTOMATIC);
        state = new byte[side * side];
        model.initialise(state, 0.8, random);
        model.evolve(state, model.grid().whole(), Span.time(100), random);
        model = model.withSampler(
                switch (sampler) {
                    case "NULL_EVENT" -> EventSampler.NULL_EVENT;
                    case "N_FOLD_WAY" -> EventSampler.N_FOLD_WAY;
                    default -> EventSampler.AUTOMATIC;
                });
        span = Span.events(EVENTS);
    }

    /**
     * Flips.
     *
     * @return the time that has passed
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double events() {
        return model.evolve(state, model.grid().whole(), span, random);
    }
}
