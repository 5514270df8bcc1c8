package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.store.Identity;

class WorkbenchTest {
    @TempDir
    Path runs;

    /** A model whose name does not tell what a user changes in its code. */
    private static class Coins implements LocalModel<byte[]> {
        private final Grid grid;
        private final double bias;

        Coins(Grid grid, double bias) {
            this.grid = grid;
            this.bias = bias;
        }

        @Override
        public Grid grid() {
            return grid;
        }

        @Override
        public Coins on(Grid other) {
            return new Coins(other, bias);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.SPINS;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            java.util.Arrays.fill(state, (byte) 1);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(region.sites(), random, () -> {
                int site = region.site(random.nextInt(region.sites()));
                state[site] = (byte) (random.nextDouble() < bias ? 1 : -1);
            });
        }

        @Override
        public List<String> observables() {
            return List.of("up");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site] > 0 ? 1 : 0;
        }

        @Override
        public String toString() {
            return "coins on " + grid;
        }
    }

    private static Simulation<byte[]> simulation(Coins model) {
        return new Simulation<>(model, model::initialise, 4, 2, Span.time(1), "stage", 1);
    }

    private Workbench bench(ProgressReporter reporter) {
        return Workbench.open(runs, "coins", reporter).withThreads(1);
    }

    private static byte[] first(Snapshots<byte[]> states) {
        byte[] state = new byte[states.grid().sites()];
        states.get(1, state);
        return state;
    }

    @Test
    void anEditedModelIsSimulatedAnewAlthoughItsNameIsTheSame() {
        Workbench bench = bench(ProgressReporter.NONE);
        Kept<Snapshots<byte[]>> before = bench.simulate(simulation(new Coins(Grid.square(8), 0.5)));
        Kept<Snapshots<byte[]>> edited = bench.simulate(simulation(new Coins(Grid.square(8), 0.05)));
        Kept<Snapshots<byte[]>> again = bench.simulate(simulation(new Coins(Grid.square(8), 0.5)));
        assertThat(edited.hash()).isNotEqualTo(before.hash());
        assertThat(first(edited.value())).isNotEqualTo(first(before.value()));
        assertThat(again.hash()).isEqualTo(before.hash());
        assertThat(first(again.value())).isEqualTo(first(before.value()));
    }

    @Test
    void anotherStartIsAnotherStage() {
        Coins model = new Coins(Grid.square(8), 0.5);
        Simulation<byte[]> down = new Simulation<>(
                model, (state, random) -> java.util.Arrays.fill(state, (byte) -1), 4, 2, Span.time(1), "stage", 1);
        Workbench bench = bench(ProgressReporter.NONE);
        assertThat(bench.observe(down).value().values()[0][0]).containsExactly(0);
        assertThat(bench.observe(simulation(model)).value().values()[0][0]).containsExactly(1);
    }

    @Test
    void anEditedRefinementOrClosureIsAnotherStage() {
        Coins large = new Coins(Grid.square(16), 0.5);
        Workbench bench = bench(ProgressReporter.NONE);
        Kept<Snapshots<byte[]>> pool = bench.simulate(simulation(new Coins(Grid.square(8), 0.5)));
        Kept<Snapshots<byte[]>> one = bench.upsample(new Upsampler<>(2, 8, named(1), Optional.empty()), pool, large, 1);
        Kept<Snapshots<byte[]>> two =
                bench.upsample(new Upsampler<>(2, 8, named(-1), Optional.empty()), pool, large, 1);
        assertThat(two.hash()).isNotEqualTo(one.hash());
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                large, Patches.square(16, 8), PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.1), 1, 1);
        assertThat(bench.pairs(scaled(large, 1), "", evolution, one, Increment.OURS)
                        .hash())
                .isNotEqualTo(bench.pairs(scaled(large, 2), "", evolution, one, Increment.OURS)
                        .hash());
    }

    private static Refinement<byte[]> named(int sign) {
        return new Refinement<>() {
            @Override
            public void refine(byte[] coarse, Grid from, byte[] fine, Grid to) {
                Refinement.<byte[]>replication().refine(coarse, from, fine, to);
                fine[0] = (byte) (sign * fine[0]);
            }

            @Override
            public String toString() {
                return "my own";
            }
        };
    }

    private static ClosureModel<byte[]> scaled(Coins model, double factor) {
        ObservablesOnly<byte[]> plain = new ObservablesOnly<>(model);
        return new ClosureModel<>() {
            @Override
            public List<String> names() {
                return plain.names();
            }

            @Override
            public double[][] encode(Snapshots<byte[]> configurations) {
                double[][] z = plain.encode(configurations);
                for (double[] row : z) {
                    row[0] *= factor;
                }
                return z;
            }

            @Override
            public MacroPairs encodePairs(PairDataset<byte[]> pairs, Increment increment) {
                return plain.encodePairs(pairs, increment);
            }
        };
    }

    @Test
    void whatHasNoNameIsRefusedAndLeavesNothing() {
        Coins nameless = new Coins(Grid.square(4), 0.5) {
            @Override
            public String toString() {
                return "Coins@1b2c3d4e";
            }
        };
        Workbench bench = bench(ProgressReporter.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.simulate(simulation(nameless)))
                .withMessageContaining("Coins@")
                .withMessageContaining("never be found again: make it a record");
        assertThat(runs).isEmptyDirectory();
        Kept<Snapshots<byte[]>> pool = bench.simulate(simulation(new Coins(Grid.square(8), 0.5)));
        Refinement<byte[]> lambda = (coarse, from, fine, to) -> {};
        Upsampler<byte[]> upsampler = new Upsampler<>(2, 8, lambda, Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.upsample(upsampler, pool, new Coins(Grid.square(16), 0.5), 1))
                .withMessageContaining("toString of the refinement contains ")
                .withMessageContaining("make it a record")
                .withMessageNotContaining("\n");
    }

    @Test
    void aStageThatIsReadBackSaysSoOnce() {
        Reporter first = new Reporter();
        Workbench bench = bench(first);
        bench.simulate(simulation(new Coins(Grid.square(8), 0.5)));
        bench.simulate(simulation(new Coins(Grid.square(8), 0.5)));
        assertThat(first.lines).containsExactly("simulate 8×8");

        Reporter second = new Reporter();
        bench = bench(second);
        for (int i = 0; i < 2; i++) {
            bench.withThreads(2).simulate(simulation(new Coins(Grid.square(8), 0.5)));
        }
        assertThat(second.lines).hasSize(2);
        assertThat(second.lines.get(1)).matches("simulate 8×8: read back, made \\d\\d:\\d\\d");
    }

    @Test
    void stagesMadeSideBySideSayHowManyAreReadBack() throws IOException {
        Workbench made = bench(ProgressReporter.NONE);
        made.observe(simulation(new Coins(Grid.square(8), 0.5)));
        Reporter reporter = new Reporter();
        Workbench bench = bench(reporter);
        bench.started(
                List.of(
                        bench.stage("observe", Identities.of(simulation(new Coins(Grid.square(8), 0.5)))),
                        bench.stage("observe", Identities.of(simulation(new Coins(Grid.square(8), 0.6))))),
                "both");
        assertThat(reporter.lines).hasSize(1);
        assertThat(reporter.lines.get(0)).matches("both \\(1 of 2 read back, made \\d\\d:\\d\\d\\)");
        try (Stream<Path> stages = Files.list(runs.resolve("coins"))) {
            assertThat(stages).hasSize(2);
        }
    }

    @Test
    void whatAnotherVersionHasBegunIsSaid() throws IOException {
        Identity identity = Identities.of(simulation(new Coins(Grid.square(8), 0.5)));
        Path manifest = bench(ProgressReporter.NONE)
                .stage("simulate", identity)
                .directory()
                .resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replaceAll("\"macrodyn\": \"[^\"]*\"", "\"macrodyn\": \"0.0.9\""));
        Reporter reporter = new Reporter();
        bench(reporter).simulate(simulation(new Coins(Grid.square(8), 0.5)));
        assertThat(reporter.lines).hasSize(1);
        assertThat(reporter.lines.get(0))
                .matches("simulate 8×8 \\(begun \\d\\d:\\d\\d by version 0.0.9 of this library, which is .*\\)");
    }

    /** Hears labels, and sentences after them: as a notebook's {@code label -> progress(label)} does. */
    private static final class Reporter implements ProgressReporter {
        private final List<String> lines = new ArrayList<>();

        @Override
        public ProgressListener start(String label) {
            lines.add(label);
            return new ProgressListener() {
                @Override
                public void update(long done, long total, String note) {
                    // Only sentences count here.
                }

                @Override
                public void say(String sentence) {
                    lines.add(label + ": " + sentence);
                }
            };
        }
    }
}
