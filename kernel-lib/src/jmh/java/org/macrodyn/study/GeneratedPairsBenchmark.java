package org.macrodyn.study;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.macrodyn.OneThread;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * Microseconds for the condensed pairs of one configuration of 64² spins at T = 2.5, on one thread: from the rates of its
 * events, against 64 evolutions of a patch of 16² with a margin of 2 sites. The ratio of the two is what knowing the events
 * buys.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GeneratedPairsBenchmark extends OneThread {
    private static final int CONFIGURATIONS = 1024;
    private static final int REPEATS = 64;
    private static final double STEP = 0.1;
    private static final double RELAXED = 5;

    private Study<byte[]> study;
    private Kept<Snapshots<byte[]>> configurations;

    /** Configurations a while after a start at random, so that there are domains and walls. */
    @Setup
    public void initialise() {
        Ising large = Ising.square(64, 2.5, 0.1);
        study = Study.of(large).patch(Grid.square(16));
        Snapshots<byte[]> states = new Snapshots<>(large.grid(), large.stateType(), CONFIGURATIONS);
        byte[] state = new byte[large.grid().sites()];
        for (int i = 0; i < states.size(); i++) {
            var random = RandomStreams.stream(1, "benchmark", i);
            large.initialise(state, random);
            large.evolve(state, large.grid().whole(), Span.time(RELAXED), random);
            states.set(i, state);
        }
        configurations = new Kept<>(states, "states");
    }

    private MacroPairs pairs(PairRule<byte[]> rule) {
        // A keeping of its own: it would give back what it made before.
        Study<byte[]> fresh =
                study.with(Keeping.inMemory(ProgressReporter.NONE)).threads(1);
        return rule.make(fresh, configurations, new Kept<>(new ObservablesOnly<>(study.large()), ""))
                .value();
    }

    /**
     * From rates.
     *
     * @return pairs
     */
    @Benchmark
    @OperationsPerInvocation(CONFIGURATIONS)
    public MacroPairs generated() {
        return pairs(new GeneratedPairs<>());
    }

    /**
     * By evolving patches.
     *
     * @return pairs
     */
    @Benchmark
    @OperationsPerInvocation(CONFIGURATIONS)
    public MacroPairs evolved() {
        return pairs(
                new PatchPairs<>(PatchBoundary.halo(2), Optional.of(Span.time(STEP)), REPEATS, true, Increment.OURS));
    }
}
