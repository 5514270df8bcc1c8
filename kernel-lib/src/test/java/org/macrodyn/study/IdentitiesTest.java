package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.SpaceSpins;
import org.macrodyn.micro.Span;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;
import org.macrodyn.store.RunStore;

/** A part that a stage's identity forgets means stale results: each part that decides numbers makes another identity. */
class IdentitiesTest {
    private static final Cells SMALL = new Cells(Grid.line(1, 8), 1, 0.5, 2);
    private static final Cells LARGE = SMALL.on(Grid.line(1, 32));
    private static final Snapshots<float[]> STATES = states();

    private static Snapshots<float[]> states() {
        Snapshots<float[]> states = new Snapshots<>(SMALL.grid(), SMALL.stateType(), 1);
        states.set(0, new float[] {1, 2, 4, 8, 16, 32, 64, 128});
        return states;
    }

    private static String hash(Identity identity) {
        return RunStore.hash("study", "stage", identity);
    }

    /** The first is what it is however often it is asked; all others differ from it and from each other. */
    private static void requireAllDifferent(Map<String, Identity> identities, Identity first) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(hash(first), "first");
        identities.forEach((name, identity) -> assertThat(names.put(hash(identity), name))
                .as(name + " is told apart")
                .isNull());
        assertThat(names).containsKey(hash(first)).hasSize(identities.size() + 1);
    }

    private static Simulation<float[]> simulation(
            Cells model, float start, int runs, int frames, double between, String stage, long seed) {
        return new Simulation<>(
                model, (state, random) -> Arrays.fill(state, start), runs, frames, Span.time(between), stage, seed);
    }

    @Test
    void simulations() {
        Identity first = Identities.of(simulation(SMALL, 2, 3, 4, 0.5, "small", 7));
        assertThat(hash(Identities.of(simulation(SMALL, 2, 3, 4, 0.5, "small", 7))))
                .isEqualTo(hash(first));
        Map<String, Identity> others = new LinkedHashMap<>();
        others.put("model", Identities.of(simulation(new Cells(SMALL.grid(), 2, 0.5, 2), 2, 3, 4, 0.5, "small", 7)));
        others.put("grid", Identities.of(simulation(LARGE, 2, 3, 4, 0.5, "small", 7)));
        others.put("start", Identities.of(simulation(SMALL, 1, 3, 4, 0.5, "small", 7)));
        others.put("runs", Identities.of(simulation(SMALL, 2, 4, 4, 0.5, "small", 7)));
        others.put("frames", Identities.of(simulation(SMALL, 2, 3, 5, 0.5, "small", 7)));
        others.put("between", Identities.of(simulation(SMALL, 2, 3, 4, 0.25, "small", 7)));
        others.put("stage", Identities.of(simulation(SMALL, 2, 3, 4, 0.5, "large", 7)));
        others.put("seed", Identities.of(simulation(SMALL, 2, 3, 4, 0.5, "small", 8)));
        Simulation<float[]> same = simulation(SMALL, 2, 3, 4, 0.5, "small", 7);
        others.put("encoded", Identities.of(same, new ObservablesOnly<>(SMALL), ""));
        others.put("closure", Identities.of(same, new ObservablesOnly<>(new Cells(SMALL.grid(), 1, 0.5, 1)), "other"));
        others.put("closure's code", Identities.of(same, fluctuations(2), ""));
        requireAllDifferent(others, first);
    }

    private static ClosureModel<float[]> fluctuations(int block) {
        return BlockFluctuations.of(SMALL, new Patches(SMALL.grid(), SMALL.grid()), block);
    }

    @Test
    void assemblies() {
        Assembly by = new Assembly(new Assembly.Likeness(4), 6, 30, Assembly.Tiling.SHIFTED, Optional.empty());
        Kept<Snapshots<float[]>> small = new Kept<>(STATES, "small");
        Identity first = Identities.of(by, small, LARGE, 7);
        Map<String, Identity> others = new LinkedHashMap<>();
        for (Assembly other : List.of(
                new Assembly(new Assembly.Likeness(5), 6, 30, Assembly.Tiling.SHIFTED, Optional.empty()),
                new Assembly(new Assembly.Groups(2), 6, 30, Assembly.Tiling.SHIFTED, Optional.empty()),
                new Assembly(new Assembly.Likeness(4), 3, 30, Assembly.Tiling.SHIFTED, Optional.empty()),
                new Assembly(new Assembly.Likeness(4), 6, 60, Assembly.Tiling.SHIFTED, Optional.empty()),
                new Assembly(new Assembly.Likeness(4), 6, 30, Assembly.Tiling.REFLECTED, Optional.empty()),
                new Assembly(
                        new Assembly.Likeness(4),
                        6,
                        30,
                        Assembly.Tiling.SHIFTED,
                        Optional.of(LocalRelaxation.brief(1))))) {
            others.put(other.toString(), Identities.of(other, small, LARGE, 7));
        }
        others.put("small", Identities.of(by, new Kept<>(STATES, "other"), LARGE, 7));
        others.put("large", Identities.of(by, small, LARGE.on(Grid.line(1, 64)), 7));
        others.put("seed", Identities.of(by, small, LARGE, 8));
        requireAllDifferent(others, first);
    }

    /** Windows once went through all layers: what they healed in space has another name now, in the plane the same. */
    @Test
    void healingInSpaceIsNamedAnew() {
        Assembly healed = new Assembly(
                new Assembly.Groups(1),
                2,
                30,
                Assembly.Tiling.SHIFTED,
                Optional.of(new LocalRelaxation(4, 2, Span.time(1), false)));
        for (int layers : new int[] {1, 8}) {
            SpaceSpins large = new SpaceSpins(new Grid(1, layers, 8, 8), 0);
            Kept<Snapshots<byte[]>> small = new Kept<>(new Snapshots<>(Grid.cube(4), large.stateType(), 1), "small");
            Identity identity = Identities.of(healed, small, large, 7);
            assertThat(identity.behaviour().keySet())
                    .containsExactlyInAnyOrder(
                            layers == 1 ? new String[] {"model"} : new String[] {"model", "windows"});
        }
    }

    @Test
    void upsampling() {
        Upsampler<float[]> by = new Upsampler<>(2, 30, Refinement.linear(), Optional.empty());
        Kept<Snapshots<float[]>> pool = new Kept<>(STATES, "small");
        Cells next = SMALL.on(Grid.line(1, 16));
        Identity first = Identities.of(by, pool, next, 0, 7);
        Map<String, Identity> others = new LinkedHashMap<>();
        for (Upsampler<float[]> other : List.of(
                new Upsampler<float[]>(2, 31, Refinement.linear(), Optional.empty()),
                new Upsampler<float[]>(2, 30, Refinement.replication(), Optional.empty()),
                new Upsampler<float[]>(2, 30, Refinement.linear(), Optional.of(LocalRelaxation.brief(1))))) {
            others.put(other.toString(), Identities.of(other, pool, next, 0, 7));
        }
        Cells thrice = SMALL.on(Grid.line(1, 24));
        others.put(
                "factor",
                Identities.of(new Upsampler<>(3, 30, Refinement.linear(), Optional.empty()), pool, thrice, 0, 7));
        others.put("level", Identities.of(by, pool, next, 1, 7));
        others.put("seed", Identities.of(by, pool, next, 0, 8));
        others.put("pool", Identities.of(by, new Kept<>(STATES, "other"), next, 0, 7));
        others.put("model", Identities.of(by, pool, new Cells(next.grid(), 3, 0.5, 2), 0, 7));
        requireAllDifferent(others, first);
    }

    private static PartialEvolution<float[]> evolution(
            Cells model, int patch, PatchBoundary boundary, Span span, int repeats, long seed) {
        Patches patches = new Patches(model.grid(), Grid.line(1, patch));
        return new PartialEvolution<>(model, patches, boundary, span, repeats, seed);
    }

    private static Identity pairs(PartialEvolution<float[]> evolution) {
        return Identities.of(
                new ObservablesOnly<>(evolution.model()), "", evolution, new Kept<>(STATES, "large"), Increment.OURS);
    }

    @Test
    void pairsOfPatches() {
        PatchBoundary halo = PatchBoundary.halo(1);
        Span step = Span.time(0.1);
        PartialEvolution<float[]> by = evolution(LARGE, 8, halo, step, 2, 7);
        Identity first = pairs(by);
        Map<String, Identity> others = new LinkedHashMap<>();
        others.put("model", pairs(evolution(new Cells(LARGE.grid(), 2, 0.5, 2), 8, halo, step, 2, 7)));
        others.put("patch", pairs(evolution(LARGE, 16, halo, step, 2, 7)));
        others.put("margin", pairs(evolution(LARGE, 8, PatchBoundary.halo(2), step, 2, 7)));
        others.put("boundary", pairs(evolution(LARGE, 8, PatchBoundary.PERIODIC_PATCH, step, 2, 7)));
        others.put("step", pairs(evolution(LARGE, 8, halo, Span.time(0.2), 2, 7)));
        others.put("events", pairs(evolution(LARGE, 8, halo, Span.events(5), 2, 7)));
        others.put("repeats", pairs(evolution(LARGE, 8, halo, step, 3, 7)));
        others.put("seed", pairs(evolution(LARGE, 8, halo, step, 2, 8)));
        Kept<Snapshots<float[]>> large = new Kept<>(STATES, "large");
        ClosureModel<float[]> plain = new ObservablesOnly<>(LARGE);
        others.put("increment", Identities.of(plain, "", by, large, Increment.NAIVE));
        others.put("configurations", Identities.of(plain, "", by, new Kept<>(STATES, "more"), Increment.OURS));
        others.put("closure's origin", Identities.of(plain, "fitted", by, large, Increment.OURS));
        ClosureModel<float[]> blocks = BlockFluctuations.of(LARGE, by.patches(), 2);
        others.put("closure's code", Identities.of(blocks, "", by, large, Increment.OURS));
        requireAllDifferent(others, first);
    }

    @Test
    void fitsOfClosures() {
        Patches patches = new Patches(LARGE.grid(), SMALL.grid());
        Identity first = Identities.ofFit(LARGE, patches, "large", 1, "components", 2);
        Map<String, Identity> others = new LinkedHashMap<>();
        Patches halves = new Patches(LARGE.grid(), Grid.line(1, 16));
        others.put("model", Identities.ofFit(LARGE.on(Grid.line(1, 64)), patches, "large", 1, "components", 2));
        others.put("patch", Identities.ofFit(LARGE, halves, "large", 1, "components", 2));
        others.put("configurations", Identities.ofFit(LARGE, patches, "others", 1, "components", 2));
        others.put("algorithm", Identities.ofFit(LARGE, patches, "large", 2, "components", 2));
        others.put("kind", Identities.ofFit(LARGE, patches, "large", 1, "autoencoder", 2));
        others.put("settings", Identities.ofFit(LARGE, patches, "large", 1, "components", 3));
        requireAllDifferent(others, first);
    }

    private static float[] waves(double shift) {
        float[] waves = new float[40];
        for (int i = 0; i < waves.length; i++) {
            waves[i] = (float) Math.sin(i * (1 + shift) + shift);
        }
        return waves;
    }

    private static float[] ones() {
        float[] ones = new float[40];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** What a training is recognised by is seen from outside: equal ones are one object, all others are not. */
    @Test
    void trainings() {
        MacroPairs pairs = new MacroPairs(List.of("m"), waves(0), waves(1), ones());
        SdeSettings network = SdeSettings.of(Diffusion.FULL).withHidden(2, 1);
        TrainingSettings training = TrainingSettings.of(1).withEpochs(1);
        Trainings all = new Trainings(Keeping.inMemory(ProgressReporter.NONE), "train");
        Kept<MacroPairs> kept = new Kept<>(pairs, "pairs");
        all.add(kept, network, training);
        all.add(kept, network, training);
        all.add(new Kept<>(pairs, "others"), network, training);
        all.add(kept, network.withHidden(3, 1), training);
        for (TrainingSettings other : List.of(
                training.withLambda(2),
                training.withSeed(1),
                training.withEpochs(2),
                training.withBatch(2),
                training.withEpsilon(0.1))) {
            all.add(kept, network, other);
        }
        var results = all.run();
        assertThat(results).hasSize(9);
        assertThat(results.get(1)).isSameAs(results.get(0));
        assertThat(results.stream().map(System::identityHashCode).distinct()).hasSize(8);
    }

    /** The unit of time and what the parameter is called and worth belong to the pairs of a family. */
    @Test
    void pairsOfFamilies() {
        Study<float[]> study = Cells.study();
        Kept<MacroPairs> pairs = new Kept<>(
                new MacroPairs(List.of("m"), new float[] {0, 1}, new float[] {0.1f, 0.2f}, new float[] {0.5f, 0.5f}),
                "pairs");
        Study.Pairs<float[]> made = new Study.Pairs<>(pairs, null, null);
        Family<float[]> family = study.over("T", List.of(1.0, 2.0), value -> LARGE);
        String first = family.joined(Map.of(1.0, made, 2.0, made)).hash();
        Fit fit = study.recipe().fit();
        Fit inHalves = fit.timeUnit(0.5);
        assertThat(List.of(
                        first,
                        family.with(one -> one.recipe(one.recipe().with(inHalves)))
                                .joined(Map.of(1.0, made, 2.0, made))
                                .hash(),
                        study.over("h", List.of(1.0, 2.0), value -> LARGE)
                                .joined(Map.of(1.0, made, 2.0, made))
                                .hash(),
                        study.over("T", List.of(1.0, 3.0), value -> LARGE)
                                .joined(Map.of(1.0, made, 3.0, made))
                                .hash()))
                .doesNotHaveDuplicates();
    }
}
