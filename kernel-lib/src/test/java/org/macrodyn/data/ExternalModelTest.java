package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Behaviour;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** A model over a pipe is the model in this JVM, bit for bit, when both draw the same seeds. */
class ExternalModelTest {
    @TempDir
    Path folder;

    private <S> ExternalModel<S> model(StateType<S> type, String name) {
        return ExternalModel.of(type, ChildSimulator.simulator(name, "none", folder.resolve("memory")));
    }

    private static RandomGenerator random(int index) {
        return RandomStreams.stream(5, "test", index);
    }

    /** Regions in the middle, across the ends, as wide as the grid but for one, and all of it. */
    private static List<Region> regions(Grid grid) {
        int layers = Math.max(1, grid.layers() / 2);
        int rows = Math.max(1, grid.rows() / 2);
        int columns = grid.columns() / 3;
        int middle = grid.rows() > 1 ? 2 : 0;
        return List.of(
                new Region(grid, 0, middle, 3, layers, rows, columns),
                new Region(grid, grid.layers() - 1, grid.rows() - 1, grid.columns() - 2, layers, rows, columns),
                new Region(grid, 0, 0, 1, layers, rows, grid.columns() - 1),
                grid.whole());
    }

    private static <S> void requireSame(ExternalModel<S> theirs, MicroModel<S> ours) {
        int n = ours.grid().sites();
        assertThat(theirs.grid()).isEqualTo(ours.grid());
        assertThat(theirs.observables()).isEqualTo(ours.observables());
        assertThat(theirs.spill()).isEqualTo(ours.spill());
        List<Region> regions = regions(ours.grid());
        for (int i = 0; i < regions.size(); i++) {
            S a = ours.stateType().allocate(n);
            S b = ours.stateType().allocate(n);
            S before = ours.stateType().allocate(n);
            theirs.initialise(a, random(i));
            ours.initialise(b, random(i));
            assertThat(a).isEqualTo(b);
            System.arraycopy(a, 0, before, 0, n);
            for (Span span : List.of(Span.time(2), Span.events(9))) {
                double mine = ours.evolve(b, regions.get(i), span, random(i));
                assertThat(theirs.evolve(a, regions.get(i), span, random(i))).isEqualTo(mine);
                assertThat(a).as(span + " in " + regions.get(i)).isEqualTo(b).isNotEqualTo(before);
            }
            requireSameObservables(theirs, ours, before, a, regions.get(i).widened(ours.spill()));
        }
    }

    private static <S> void requireSameObservables(
            ExternalModel<S> theirs, MicroModel<S> ours, S before, S after, Region region) {
        double[] z = new double[ours.observables().size()];
        double[] expected = new double[z.length];
        theirs.observe(after, z);
        ours.observe(after, expected);
        assertThat(z).isEqualTo(expected);
        theirs.increment(before, after, region, z);
        ours.increment(before, after, region, expected);
        assertThat(z).containsExactly(expected, within(1e-14));
    }

    @Test
    void spinsInWindowsEvolveAsInTheWhole() {
        try (var theirs = model(StateType.SPINS, "ising")) {
            requireSame(theirs, new ChildSimulator.Here<>(ChildSimulator.ising()));
        }
    }

    @Test
    void particlesInSpaceThatMoveAcrossEdgesToo() {
        try (var theirs = model(StateType.BYTES, "exchanges")) {
            requireSame(theirs, new ChildSimulator.Here<>(ChildSimulator.exchanges()));
        }
    }

    @Test
    void fieldsInWindowsAndWithAllSitesSent() {
        for (String name : List.of("springs", "springs that look everywhere")) {
            try (var theirs = model(StateType.FLOATS, name)) {
                requireSame(theirs, new ChildSimulator.Here<>(ChildSimulator.springs()));
            }
        }
    }

    private static <S> MacroPairs pairs(MicroModel<S> model, PatchBoundary boundary, int threads) {
        Patches patches = new Patches(model.grid(), new Grid(1, 1, 8, 8));
        Snapshots<S> states = new Snapshots<>(model.grid(), model.stateType(), 3);
        S state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < states.size(); i++) {
            model.initialise(state, random(i));
            states.set(i, state);
        }
        var evolution = new PartialEvolution<>(model, patches, boundary, Span.time(0.2), 70, 42);
        return new ObservablesOnly<>(model)
                .encodeAll(evolution, states, Increment.OURS, threads, ProgressListener.NONE);
    }

    /** 210 pairs are two requests and a part of one. */
    @Test
    void pairsOfBatchesAreThoseOfCallsOneByOneForEveryBoundary() {
        try (var theirs = model(StateType.SPINS, "ising")) {
            for (PatchBoundary boundary :
                    List.of(PatchBoundary.FROZEN_NEIGHBOURS, PatchBoundary.halo(2), PatchBoundary.PERIODIC_PATCH)) {
                MacroPairs expected = pairs(new ChildSimulator.Here<>(ChildSimulator.ising()), boundary, 1);
                MacroPairs found = pairs(theirs, boundary, 2);
                assertThat(found.dt()).isEqualTo(expected.dt());
                assertThat(found.z0()).isEqualTo(expected.z0());
                for (int i = 0; i < expected.dz().length; i++) {
                    assertThat(found.dz()[i]).isEqualTo(expected.dz()[i], within(1e-7f));
                }
            }
        }
    }

    /** On 2 threads in groups of 5, 5 and 1. */
    @Test
    void runsThatEvolveTogetherAreThoseOneByOne() {
        try (var theirs = model(StateType.BYTES, "exchanges")) {
            var expected = simulation(new ChildSimulator.Here<>(ChildSimulator.exchanges()));
            var found = simulation(theirs);
            assertThat(found.snapshots(1, 12, 2, ProgressListener.NONE).packed())
                    .isEqualTo(
                            expected.snapshots(1, 12, 1, ProgressListener.NONE).packed());
            var z = found.trajectories(0, 3, 1, ProgressListener.NONE);
            var expectedZ = expected.trajectories(0, 3, 1, ProgressListener.NONE);
            assertThat(z.values()).isDeepEqualTo(expectedZ.values());
            assertThat(z.times()).isDeepEqualTo(expectedZ.times());
        }
    }

    private static <S> Simulation<S> simulation(MicroModel<S> model) {
        return new Simulation<>(model, model::initialise, 12, 4, Span.events(30), "runs", 3);
    }

    @Test
    void theModelKeepsItsPromises() {
        try (var model = model(StateType.SPINS, "ising")) {
            assertThat(ModelCheck.of(model, Patches.square(16, 8), 42))
                    .allSatisfy(check ->
                            assertThat(check.result()).as(check.toString()).isEqualTo(ModelCheck.Result.OK));
        }
    }

    @Test
    void itIsNamedByItsHelloAndItsCommandAndFingerprintedByWhatItDoes() {
        try (var model = model(StateType.SPINS, "ising")) {
            assertThat(model.toString())
                    .startsWith("child of Ising 16×16, T = 2.5, h = 0.1 on 16×16 by '")
                    .endsWith("ising none " + folder.resolve("memory") + "'");
            assertThat(model.on(Grid.square(32)).toString()).contains(" on 32×32 by '");
            assertThat(Behaviour.of(model)).isEqualTo(Behaviour.of(new ChildSimulator.Here<>(ChildSimulator.ising())));
        }
    }

    @Test
    void framesOfMegabytesGoThrough() {
        try (var model = model(StateType.FLOATS, "springs that look everywhere").on(Grid.line(1, 600_000))) {
            float[] state = new float[600_000];
            float[] expected = new float[600_000];
            var here = new ChildSimulator.Here<>(ChildSimulator.springs().on(model.grid()));
            model.initialise(state, random(1));
            here.initialise(expected, random(1));
            model.evolve(state, model.grid().whole(), Span.time(0.02), random(1));
            here.evolve(expected, model.grid().whole(), Span.time(0.02), random(1));
            assertThat(state).isEqualTo(expected);
        }
    }

    @Test
    void aPoolOfAnySizeGivesTheSameNumbers() {
        MacroPairs[] found = IntStream.of(1, 3)
                .mapToObj(processes -> {
                    Simulator simulator = ChildSimulator.simulator("ising", "none", folder.resolve("memory"))
                            .withProcesses(processes);
                    try (var model = ExternalModel.of(StateType.SPINS, simulator)) {
                        MacroPairs pairs = pairs(model, PatchBoundary.FROZEN_NEIGHBOURS, 4);
                        assertThat(model.journal()).hasSizeBetween(1, processes);
                        return pairs;
                    }
                })
                .toArray(MacroPairs[]::new);
        assertThat(found[0].dz()).isEqualTo(found[1].dz());
    }

    @Test
    void anotherTypeThanTheProgramsIsRefused() {
        Simulator simulator = ChildSimulator.simulator("springs", "none", folder);
        assertThatThrownBy(() -> ExternalModel.of(StateType.SPINS, simulator))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("has states of floats, not spins: give StateType.FLOATS");
    }

    @Test
    void aGridWithOtherFieldsIsRefused() {
        try (var model = model(StateType.FLOATS, "springs")) {
            assertThatThrownBy(() -> model.on(Grid.line(2, 24)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("grid of 2 fields of 24 for ")
                    .hasMessageEndingWith("must have 1 fields");
        }
    }
}
