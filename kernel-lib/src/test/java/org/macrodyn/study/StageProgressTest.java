package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.store.Identity;

/**
 * Every stage tells its progress piece by piece. The model waits after each piece of work until that has been heard, so that
 * a stage which is silent for longer stops the test.
 */
class StageProgressTest {
    private static final int PIECES = 6;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Hears how far a stage is: each share of the whole that differs from the last. */
    private static final class Heard implements ProgressReporter {
        final List<Double> shares = new CopyOnWriteArrayList<>();

        @Override
        public ProgressListener start(String label) {
            return (done, total, note) -> {
                double share = (double) done / total;
                if (shares.isEmpty() || share != shares.get(shares.size() - 1)) {
                    shares.add(share);
                }
            };
        }

        void requireSteady() {
            assertThat(shares).isSorted().hasSizeGreaterThanOrEqualTo(PIECES).endsWith(1.0);
        }
    }

    /** Spins of which a worker's thread evolves a piece only when something was heard since it evolved the last one. */
    private static final class Waiting implements MicroModel<byte[]> {
        private final Ising spins;
        private final Heard heard;
        private final Thread test = Thread.currentThread();
        private int heardBefore = -1;

        Waiting(Ising spins, Heard heard) {
            this.spins = spins;
            this.heard = heard;
        }

        @Override
        public Grid grid() {
            return spins.grid();
        }

        @Override
        public Waiting on(Grid grid) {
            return new Waiting(spins.on(grid), heard);
        }

        @Override
        public StateType<byte[]> stateType() {
            return spins.stateType();
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            spins.initialise(state, 0.5, random);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            // The test's own thread looks at what the model does, which is no part of a stage.
            long start = System.nanoTime();
            while (Thread.currentThread() != test && heard.shares.size() <= heardBefore) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new IllegalStateException("silent after " + heard.shares);
                }
                Thread.onSpinWait();
            }
            heardBefore = Thread.currentThread() == test ? heardBefore : heard.shares.size();
            return spins.evolve(state, region, span, random);
        }

        @Override
        public List<String> observables() {
            return spins.observables();
        }

        @Override
        public void observe(byte[] state, double[] z) {
            spins.observe(state, z);
        }

        @Override
        public String toString() {
            return "waiting " + spins;
        }
    }

    private static Study<byte[]> study(int side, Heard heard) {
        return Study.of(new Waiting(Ising.square(side, 3, 0.1), heard))
                .patch(Grid.square(8))
                .until(1)
                .seed(3)
                .threads(1)
                .telling(heard);
    }

    private static Snapshots<byte[]> small(int runs, int frames) {
        Ising spins = Ising.square(8, 3, 0.1);
        return new Simulation<byte[]>(
                        spins,
                        (state, random) -> spins.initialise(state, 0.5, random),
                        runs,
                        frames,
                        Span.time(1),
                        "",
                        1)
                .snapshots(0, runs, 1, ProgressListener.NONE);
    }

    /** Two runs of four frames, the first of which is the start. */
    @Test
    void aSimulationTellsEachFrame() {
        Heard heard = new Heard();
        Study<byte[]> study = study(16, heard);
        Ensembles.snapshots(study.keeping(), Ensembles.direct(study, "t", 2, 4, Span.time(0.1)));
        heard.requireSteady();
    }

    @Test
    void directSimulationsSideBySideTellEachFrame() {
        Heard heard = new Heard();
        Study<byte[]> study = study(16, heard);
        Simulation<byte[]> runs = Ensembles.direct(study, "t", 1, 4, Span.time(0.1));
        Ensembles.observed(study.keeping(), "both", List.of(runs, Ensembles.direct(study, "u", 1, 4, Span.time(0.1))));
        heard.requireSteady();
    }

    @Test
    void encodedSimulationsTellEachFrame() {
        Heard heard = new Heard();
        Study<byte[]> study = study(16, heard);
        ClosureModel<byte[]> closure = new ObservablesOnly<>(study.large());
        Ensembles.encoded(
                study.keeping(),
                Ensembles.direct(study, "t", 2, 4, Span.time(0.1)),
                new Kept<>(closure, "observables"));
        heard.requireSteady();
    }

    @Test
    void upsamplingTellsEachConfiguration() {
        Heard heard = new Heard();
        LocalRelaxation whole = new LocalRelaxation(16, 16, Span.time(0.1), false);
        new Enlarging.Upsampled<byte[]>(Upsampler.doubling(PIECES, whole), 0)
                .enlarge(study(16, heard), new Kept<>(small(2, 2), "small"));
        heard.requireSteady();
    }

    @Test
    void assemblyTellsEachConfiguration() {
        Heard heard = new Heard();
        LocalRelaxation whole = new LocalRelaxation(16, 16, Span.time(0.1), false);
        Study<byte[]> study = study(16, heard);
        var assembly = new Assembly(new Assembly.Groups(4), 1000, PIECES, Assembly.Tiling.SHIFTED, Optional.of(whole));
        study.keeping()
                .keep(new Step<>(
                        "assemble",
                        "assemble",
                        Identity.of(Map.of("test", 1)),
                        assembly.parts(),
                        Codec.snapshots(study.large()),
                        (from, to, threads, progress) ->
                                assembly.assemble(small(4, 1000), study.large(), from, 1, 1, progress)));
        heard.requireSteady();
    }

    /** Its bar stood at the start until all was done. */
    @Test
    void principalComponentsTellEachConfiguration() {
        Heard heard = new Heard();
        Study<byte[]> study = study(16, heard);
        Snapshots<byte[]> states = new Snapshots<>(study.large().grid(), StateType.BYTES, 40);
        byte[] state = new byte[256];
        for (int i = 0; i < 40; i++) {
            Ising.square(16, 3, 0.1).initialise(state, i / 40.0, new Random(i));
            states.set(i, state);
        }
        ClosureModel<byte[]> closure = study.closure(ClosureRule.components(1))
                .encoder(new Kept<>(states, "states"))
                .value();
        assertThat(heard.shares).isSorted().hasSizeGreaterThanOrEqualTo(40).endsWith(1.0);
        assertThat(closure.encode(states))
                .isDeepEqualTo(PcaClosure.fit(study.large(), study.patches(), states, 1)
                        .encode(states));
    }

    /** A batch of 256 is a piece. */
    @Test
    void randomConfigurationsTellEachBatch() {
        Heard heard = new Heard();
        Ising spins = Ising.square(8, 3, 0.1);
        Upsampler.appendRandom(small(1, 1), spins, 256 * PIECES, 1, 1, heard.start("draw"));
        heard.requireSteady();
    }

    @Test
    void partialEvolutionTellsEachPair() {
        Heard heard = new Heard();
        Study<byte[]> study = study(8, heard);
        ClosureModel<byte[]> closure = new ObservablesOnly<>(study.large());
        new PatchPairs<byte[]>(PatchBoundary.FROZEN_NEIGHBOURS, Optional.of(Span.time(0.1)), 1, false, Increment.OURS)
                .make(study, new Kept<>(small(PIECES, 1), "large"), new Kept<>(closure, "observables"));
        heard.requireSteady();
    }
}
