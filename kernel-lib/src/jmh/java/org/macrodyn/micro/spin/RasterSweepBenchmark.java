package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.OneThread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Lattice sweeps per second at T = 2.27, h = 0; times L² (and times 64 for the ensemble) these are attempts per second.
 *
 * <p>Beside the reference code's numba kernel: L = 16 1.2e5, L = 64 8.2e3 sweeps/s of one lattice.
 */
public class RasterSweepBenchmark extends OneThread {
    /** L. */
    @Param({"16", "64", "512"})
    public int side;

    private RandomGenerator random;
    private Ising model;
    private byte[] state;
    private RasterSweepEnsemble ensemble;
    private final double[] magnetisations = new double[RasterSweepEnsemble.REPLICAS];

    /** Random starts. */
    @Setup
    public void initialise() {
        random = RandomStreams.stream(1, "benchmark", 0);
        model = new Ising(Grid.square(side), 2.27, 0, EventSampler.RASTER_SWEEP);
        state = new byte[side * side];
        model.initialise(state, random);
        ensemble = new RasterSweepEnsemble(model);
        ensemble.initialise(random);
    }

    /**
     * One sweep of one lattice.
     *
     * @return the time that has passed
     */
    @Benchmark
    public double single() {
        return model.evolve(state, model.grid().whole(), Span.events(1), random);
    }

    /** One sweep of 64 lattices. */
    @Benchmark
    public void ensemble() {
        ensemble.sweep(1, random);
    }

    /**
     * One sweep of 64 lattices and the magnetisation of each.
     *
     * @return the magnetisations
     */
    @Benchmark
    public double[] ensembleWithMagnetisation() {
        ensemble.sweep(1, random);
        ensemble.magnetisation(magnetisations);
        return magnetisations;
    }
}
