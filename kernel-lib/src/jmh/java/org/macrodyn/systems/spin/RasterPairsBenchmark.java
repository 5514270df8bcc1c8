package org.macrodyn.systems.spin;

import java.util.concurrent.TimeUnit;
import org.macrodyn.OneThread;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Kept;
import org.macrodyn.study.Study;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * Seconds for 64 configurations of 64² spins at T = 2.27, from 16² to condensed pairs (64 pairs of 8 sweeps from each), on
 * one thread: 64 lattices at once against one after the other. The ratio of the two is what multi-spin coding buys.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RasterPairsBenchmark extends OneThread {
    private static final int SIDE = 64;
    private static final int PATCH_SIDE = 16;
    private static final int RELAXATION = 20;
    private static final int STEP = 8;
    private static final int REPEATS = 4;

    private Ising large;
    private Snapshots<byte[]> small;

    /** Random small configurations: the time of a sweep depends little on them. */
    @Setup
    public void initialise() {
        large = Ising.square(SIDE, 2.27, 0).withSampler(EventSampler.RASTER_SWEEP);
        Ising model = Ising.square(PATCH_SIDE, 2.27, 0);
        small = new Snapshots<>(model.grid(), model.stateType(), RasterPairs.BUNDLE);
        byte[] state = new byte[model.grid().sites()];
        for (int i = 0; i < small.size(); i++) {
            model.initialise(state, RandomStreams.stream(1, "benchmark", i));
            small.set(i, state);
        }
    }

    /**
     * As the notebook does.
     *
     * @return pairs
     */
    @Benchmark
    public MacroPairs together() {
        Study<byte[]> study = Study.of(large)
                .patch(Grid.square(PATCH_SIDE))
                .seed(1)
                .with(Keeping.inMemory(ProgressReporter.NONE))
                .threads(1);
        return new RasterPairs(RELAXATION, STEP, REPEATS, 1)
                .make(study, new Kept<>(small, "small"), new Kept<>(new ObservablesOnly<>(large), ""))
                .value();
    }

    /**
     * The general way, one lattice and one pair at a time.
     *
     * @return pairs
     */
    @Benchmark
    public MacroPairs oneByOne() {
        Upsampler<byte[]> upsampler = Upsampler.doubling(RasterPairs.BUNDLE, LocalRelaxation.brief(RELAXATION));
        Patches patches = Patches.square(SIDE, PATCH_SIDE);
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                large, patches, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(STEP), REPEATS * patches.count(), 1);
        Snapshots<byte[]> configurations = upsampler.upsample(small, large, 1, 1, ProgressListener.NONE);
        return new ObservablesOnly<>(large)
                .encodeAll(evolution, configurations, Increment.OURS, 1, ProgressListener.NONE)
                .condensed(evolution.repeats());
    }
}
