package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.law.EventRates;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.Generator;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.GeneratedPairs;
import org.macrodyn.study.Kept;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.StepScan;
import org.macrodyn.study.Study;
import org.macrodyn.systems.spin.EquilibriumSamples;
import org.macrodyn.systems.spin.RasterPairs;

/**
 * The numbers of each kind of stage, with the version of its algorithm. Stages on disk are recognised by that version:
 * whoever changes the numbers raises it, or people get yesterday's results.
 */
class AlgorithmVersionTest {
    private static final ProgressListener QUIET = ProgressListener.NONE;
    private static final Walkers SMALL = new Walkers(Grid.square(8));
    private static final Walkers LARGE = new Walkers(Grid.square(16));
    private static final Patches PATCHES = Patches.square(16, 8);
    private static final Simulation<byte[]> SIMULATION =
            new Simulation<>(SMALL, SMALL::initialise, 8, 4, Span.time(1), "versions", 42);

    /** Spins that copy a neighbour: its physics is here, so that only the stages' own numbers are looked at. */
    private record Walkers(Grid grid) implements LocalModel<byte[]> {
        @Override
        public Walkers on(Grid other) {
            return new Walkers(other);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.SPINS;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            for (int site = 0; site < state.length; site++) {
                state[site] = (byte) (random.nextBoolean() ? 1 : -1);
            }
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(region.sites(), random, () -> {
                int site = region.site(random.nextInt(region.sites()));
                state[site] = state[grid.shift(site, 0, random.nextBoolean() ? 1 : -1)];
            });
        }

        @Override
        public List<String> observables() {
            return List.of("m");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site];
        }
    }

    private static void check(String kind, int version, int knownVersion, double number, double known, double error) {
        assertThat(version).as("version of %s", kind).isEqualTo(knownVersion);
        assertThat(number)
                .as("the numbers of %s changed: raise its version, and write both here", kind)
                .isCloseTo(known, within(error));
    }

    /** A weighted mean, in which every value and its place count. */
    private static double mean(DoubleStream values) {
        double[] all = values.toArray();
        return IntStream.range(0, all.length)
                        .mapToDouble(i -> (1 + i % 7) * all[i])
                        .sum()
                / all.length;
    }

    private static double mean(float[] values) {
        return mean(IntStream.range(0, values.length).mapToDouble(i -> values[i]));
    }

    private static double mean(Snapshots<byte[]> states) {
        byte[] state = new byte[states.grid().sites()];
        return mean(IntStream.range(0, states.size()).mapToDouble(i -> {
            states.get(i, state);
            return mean(IntStream.range(0, state.length).mapToDouble(site -> state[site]));
        }));
    }

    private static Snapshots<byte[]> enlarged() {
        return Upsampler.<byte[]>doubling(32, new LocalRelaxation(8, 4, Span.time(0.2), false))
                .upsample(SIMULATION.snapshots(0, 8, 1, QUIET), LARGE, 42, 1, QUIET);
    }

    @Test
    void configurations() {
        Snapshots<byte[]> small = SIMULATION.snapshots(0, 8, 1, QUIET);
        check("simulate", Simulation.ALGORITHM, 1, mean(small), -1.212890625, 1e-12);
        check("upsample", Upsampler.ALGORITHM, 1, mean(enlarged()), -1.832763671875, 1e-12);
        Assembly assembly = new Assembly(
                new Assembly.Groups(4),
                4,
                16,
                Assembly.Tiling.SHIFTED,
                Optional.of(new LocalRelaxation(8, 4, Span.time(0.2), false)));
        check(
                "assemble",
                Assembly.ALGORITHM,
                1,
                mean(assembly.assemble(small, LARGE, 42, 1, QUIET)),
                -1.5576171875,
                1e-12);
    }

    private static MacroPairs pairs(int repeats) {
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(LARGE, PATCHES, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.1), repeats, 42);
        return new ObservablesOnly<>(LARGE).encodeAll(evolution, enlarged(), Increment.OURS, 1, QUIET);
    }

    @Test
    void pairsAndTheirCondensation() {
        check("pairs", PartialEvolution.ALGORITHM, 1, mean(pairs(4).dz()), 0.014404296875, 1e-6);
        check(
                "condensed",
                ClosureModel.CONDENSED_ALGORITHM,
                1,
                mean(pairs(4).condensed(4).dz()),
                0.009584876628650818,
                1e-6);
    }

    @Test
    void ratesAndSteps() {
        Ising ising = Ising.square(16, 2.5, 0);
        Study<byte[]> study = Study.of(ising)
                .patch(Grid.square(8))
                .recipe(ours -> ours.with(SmallRuns.initialised(8, 4, Optional.of(Span.time(1)))));
        MacroPairs pairs = study.generated()
                .evolve(new Kept<>(enlarged(), "enlarged"))
                .pairs()
                .value();
        double increments = 8.108956072412354E-4;
        check("rates", Generator.ALGORITHM, 1, mean(pairs.dz()), increments, 1e-7);
        check("pairs of rates", GeneratedPairs.ALGORITHM, 1, mean(pairs.dz()), increments, 1e-7);
        EventRates counted = study.rates(new Kept<>(enlarged(), "enlarged")).value();
        double total = Arrays.stream(counted.rates())
                .mapToDouble(row -> Arrays.stream(row).sum())
                .average()
                .orElseThrow();
        check("counted rates", EventRates.ALGORITHM, 1, total, 51.94783095156687, 1e-9);
        StepScan<byte[]> scan = StepScan.of(study, List.of(Span.time(0.1)), 8, 4);
        check("step scan", StepScan.ALGORITHM, 2, scan.points().get(0).noise()[0], 0.0250244140625, 1e-9);
    }

    @Test
    void rasterSweeps() {
        Ising lattice = Ising.square(16, 2.5, 0.1).withSampler(EventSampler.RASTER_SWEEP);
        RasterSweepEnsemble ensemble = RasterSweepEnsemble.ordered(lattice);
        double[] m = new double[RasterSweepEnsemble.REPLICAS];
        ensemble.sweep(10, RandomStreams.stream(1, "versions", 0));
        ensemble.magnetisation(m);
        check("raster sweeps", RasterSweepEnsemble.ALGORITHM, 2, mean(DoubleStream.of(m)), 0.4610595703125, 1e-12);
        Study<byte[]> study = Study.of(lattice).patch(Grid.square(8)).seed(42).recipe(ours -> ours.with(
                        new EquilibriumSamples(8, 64))
                .with(new RasterPairs(2, 1, 2, 1)));
        MacroPairs pairs = study.evolve(study.simulate()).pairs().value();
        check("raster pairs", RasterPairs.ALGORITHM, 3, mean(pairs.dz()), 0.039867699480026886, 1e-7);
    }

    @Test
    void trainings() {
        TrainingResult result = SdeTrainer.train(
                pairs(4),
                SdeSettings.of(Diffusion.FULL).withHidden(8, 1),
                TrainingSettings.of(4).withEpochs(3).withBatch(32),
                null,
                QUIET);
        check("train", SdeTrainer.ALGORITHM, 3, result.losses()[2], -6.086744458281706, 1e-5);
    }

    @Test
    void closures() {
        Ising ising = Ising.square(16, 2.5, 0);
        Snapshots<byte[]> states = enlarged();
        double[][][] components = PcaClosure.fit(LARGE, PATCHES, states, 1).components();
        check(
                "principal components",
                PcaClosure.ALGORITHM,
                1,
                mean(DoubleStream.of(components[0][0])),
                3.945768507708587E-4,
                1e-9);
        AutoencoderTrainer<byte[]> dense = new AutoencoderTrainer<>(
                ising, PATCHES, new PatchAutoencoderSettings(List.of(8), 1, List.of(8), 1e-2, 0.9, 0.95, 0, 16, 2, 42));
        dense.epoch(states, QUIET);
        check(
                "autoencoder",
                PatchAutoencoderSettings.ALGORITHM,
                2,
                dense.epoch(states, QUIET),
                1.0018758477612622,
                1e-5);
        AutoencoderTrainer<byte[]> convolutional = new AutoencoderTrainer<>(
                ising, PATCHES, new ConvolutionalSettings(List.of(2), 1, List.of(2), 1e-2, 16, 1000, 2, 5));
        convolutional.epoch(states, QUIET);
        double loss = convolutional.epoch(states, QUIET);
        check("convolutional autoencoder", ConvolutionalSettings.ALGORITHM, 3, loss, 0.6916875243186951, 1e-5);
    }
}
