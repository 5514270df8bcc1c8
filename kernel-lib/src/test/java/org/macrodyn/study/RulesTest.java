package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.sde.Scheme;
import tech.tablesaw.api.Table;

/** Each way to do an arrow, on Ornstein–Uhlenbeck cells and tiny lattices. */
class RulesTest {
    private static final Study<float[]> STUDY = Cells.study();
    private static final Study<byte[]> SPINS = TinyStudy.study();

    private static <S> double[] observed(Study<S> study, Snapshots<S> states, int index) {
        var model = states.grid().equals(study.large().grid())
                ? study.large()
                : study.large().on(states.grid());
        S state = model.stateType().allocate(model.grid().sites());
        states.get(index, state);
        double[] z = new double[model.observables().size()];
        model.observe(state, z);
        return z;
    }

    /** From the model's own distribution; without a span, as many events as there are sites: 8 × 0.02 of time. */
    @Test
    void smallRunsFromTheModelsOwnDistribution() {
        var own = SmallRuns.<float[]>initialised(40, 2, Optional.empty());
        assertThat(own).hasToString("40 runs with 2 frames, as many events as sites apart: small");
        Snapshots<float[]> small =
                STUDY.recipe(recipe -> recipe.with(own)).simulate().value();
        assertThat(small.size()).isEqualTo(80);
        double product = 0;
        double square = 0;
        for (int run = 0; run < 40; run++) {
            double start = observed(STUDY, small, 2 * run)[0];
            assertThat(Math.abs(start)).isLessThanOrEqualTo(2).isNotEqualTo(2);
            product += start * observed(STUDY, small, 2 * run + 1)[0];
            square += start * start;
        }
        double error = Math.sqrt(0.25 / 8 * 0.16 / square);
        assertThat(product / square).isCloseTo(Math.exp(-8 * Cells.STEP), within(4 * error));
        assertThat(STUDY.recipe().small())
                .hasToString("32 runs with 6 frames, " + Span.time(0.2) + " apart: small, half from the start");
        assertThat(new SmallRule.Sized<>(Grid.line(1, 16), own)).hasToString(own + ", of " + Grid.line(1, 16));
        assertThat(new SmallRule.Sized<>(Grid.line(1, 16), own).frames()).isEqualTo(2);
    }

    private static Upsampler<float[]> doubling(int samples) {
        return new Upsampler<>(2, samples, Refinement.replication(), Optional.empty());
    }

    private static Study<float[]> upsampled(int samples, int random) {
        return STUDY.recipe(recipe -> recipe.with(new Enlarging.Upsampled<>(doubling(samples), random)));
    }

    /** 8 → 16 → 32 cells by replication: the upsampler's own numbers, with drawn configurations after them. */
    @Test
    void upsamplingGoesLevelByLevel() {
        Study<float[]> study = upsampled(5, 3);
        Kept<Snapshots<float[]>> small = study.simulate();
        Kept<Snapshots<float[]>> large = study.enlarge(small);
        Snapshots<float[]> expected =
                doubling(5).upsample(small.value(), study.large(), study.seed(), 1, ProgressListener.NONE);
        assertThat(large.value().size()).isEqualTo(8);
        for (int i = 0; i < 5; i++) {
            assertThat(observed(study, large.value(), i)).containsExactly(observed(study, expected, i));
        }
        float[] state = new float[32];
        large.value().get(6, state);
        for (float cell : state) {
            assertThat(cell).as("drawn: the same in all cells").isEqualTo(state[0]);
        }
        assertThat(upsampled(5, 0).enlarge(small).value().size()).isEqualTo(5);
        assertThat(List.of(
                        large.hash(),
                        upsampled(5, 0).enlarge(small).hash(),
                        upsampled(5, 4).enlarge(small).hash(),
                        study.seed(1).enlarge(small).hash()))
                .doesNotHaveDuplicates();
    }

    /** Small systems of the large one's size are drawn from; asking for more means more of both kinds. */
    @Test
    void upsamplingToTheSameSizeDraws() {
        Study<float[]> whole = upsampled(7, 0).patch(STUDY.large().grid()).boundary(PatchBoundary.FROZEN_NEIGHBOURS);
        Kept<Snapshots<float[]>> small = whole.simulate();
        Kept<Snapshots<float[]>> drawn = whole.enlarge(small);
        assertThat(drawn.value().size()).isEqualTo(7);
        List<Double> known = IntStream.range(0, small.value().size())
                .mapToObj(i -> observed(whole, small.value(), i)[0])
                .toList();
        for (int i = 0; i < 7; i++) {
            assertThat(known).contains(observed(whole, drawn.value(), i)[0]);
        }
        assertThat(whole.seed(1).enlarge(small).hash()).isNotEqualTo(drawn.hash());
        assertThat(whole.configurations(9).enlarge(small).value().size()).isEqualTo(9);
        assertThat(whole.configurations(9).enlarge(small).hash()).isNotEqualTo(drawn.hash());
        var more = (Enlarging.Upsampled<float[]>)
                upsampled(5, 3).configurations(11).recipe().enlarging();
        assertThat(more.upsampler()).isEqualTo(doubling(11));
        assertThat(more.random()).isEqualTo(11);
        var none = (Enlarging.Upsampled<float[]>)
                upsampled(5, 0).configurations(11).recipe().enlarging();
        assertThat(none.random()).isZero();
    }

    @Test
    void withoutEnlargingSmallOnesStay() {
        Study<float[]> study = STUDY.recipe(recipe -> recipe.with(new Enlarging.None<float[]>()));
        Kept<Snapshots<float[]>> small = study.simulate();
        assertThat(study.enlarge(small)).isSameAs(small);
    }

    private static Kept<MacroPairs> pairs(Study<float[]> study, PatchPairs<float[]> rule) {
        Study<float[]> ruled = study.recipe(recipe -> recipe.with(rule));
        return ruled.evolve(ruled.enlarge(ruled.simulate())).pairs();
    }

    /** One by one: a pair for each repeat; naive increments are larger by the difference of a patch from the whole. */
    @Test
    void pairsOneByOne() {
        PatchPairs<float[]> rule =
                new PatchPairs<>(PatchBoundary.halo(1), Optional.of(Span.time(Cells.STEP)), 3, false, Increment.OURS);
        MacroPairs ours = pairs(STUDY, rule).value();
        assertThat(ours.size()).isEqualTo(3 * 120);
        assertThat(ours.group()).isEqualTo(1);
        MacroPairs naive = pairs(STUDY, new PatchPairs<>(rule.boundary(), rule.span(), 3, false, Increment.NAIVE))
                .value();
        assertThat(square(naive)).isGreaterThan(1.5 * square(ours));
        // The paper's span: as many events as the patch has cells.
        MacroPairs events = pairs(STUDY, new PatchPairs<>(rule.boundary(), Optional.empty(), 1, false, Increment.OURS))
                .value();
        assertThat(events.meanTime()).isCloseTo(8 * Cells.STEP, within(1e-6));
        assertThat(events.size()).isEqualTo(120);
        assertThat(new PatchPairs<>(rule.boundary(), Optional.empty(), 1, false, Increment.OURS).substeps(9, 1))
                .isEqualTo(1);
    }

    private static double square(MacroPairs pairs) {
        double sum = 0;
        for (float dz : pairs.dz()) {
            sum += dz * dz / pairs.size();
        }
        return sum;
    }

    /** A system that is its own patch: the naive increment is ours, and one stage. */
    @Test
    void theOnlyPatchIsTheWhole() {
        Study<float[]> whole = STUDY.boundary(PatchBoundary.FROZEN_NEIGHBOURS)
                .patch(STUDY.large().grid());
        PatchPairs<float[]> ours = new PatchPairs<>(
                PatchBoundary.FROZEN_NEIGHBOURS, Optional.of(Span.time(Cells.STEP)), 2, false, Increment.OURS);
        PatchPairs<float[]> naive =
                new PatchPairs<>(ours.boundary(), ours.span(), ours.repeats(), false, Increment.NAIVE);
        assertThat(pairs(whole, naive).hash()).isEqualTo(pairs(whole, ours).hash());
        assertThat(pairs(STUDY, naive).hash()).isNotEqualTo(pairs(STUDY, ours).hash());
    }

    @Test
    void choicesOfPairs() {
        var rule = (PatchPairs<float[]>) STUDY.recipe().pairs();
        assertThat(rule.condensed()).isTrue();
        assertThat(rule.withSpan(Span.events(3)).condensed()).isFalse();
        assertThat(rule.withSpan(Span.time(3)).condensed()).isTrue();
        assertThat(rule.withSpan(Span.events(3)).withStep(1).condensed()).isFalse();
        assertThat(rule.single()).isEqualTo(new PatchPairs<>(rule.boundary(), rule.span(), 1, false, rule.increment()));
        assertThat(rule.withRepeats(2).repeats()).isEqualTo(2);
        assertThat(rule.substeps(0.001, 0.02)).isEqualTo(1);
        assertThat(rule.substeps(0.049, 0.02)).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new PatchPairs<>(rule.boundary(), Optional.of(Span.events(3)), 2, true, Increment.OURS))
                .withMessageStartingWith("condensed pairs after a number of events");
        // A margin as wide as the patch fits, also on lines and on flat rectangles.
        assertThat(STUDY.boundary(PatchBoundary.halo(8)).patches().count()).isEqualTo(4);
        refused(() -> STUDY.boundary(PatchBoundary.halo(9)), "margin of 9 sites", "at most 8");
        refused(() -> SPINS.patch(new Grid(1, 1, 2, 8)).boundary(PatchBoundary.halo(3)), "at most 2");
    }

    /** Each pair with its mirror image, under a name of its own. */
    @Test
    void mirroredPairsAreSymmetric() {
        Study<float[]> mirrored = STUDY.recipe(recipe -> recipe.with(new MirroredPairs<>(recipe.pairs(), "m")));
        Kept<Snapshots<float[]>> large = STUDY.enlarge(STUDY.simulate());
        Kept<MacroPairs> plain = STUDY.evolve(large).pairs();
        Kept<MacroPairs> both = mirrored.evolve(large).pairs();
        assertThat(both.value().size()).isEqualTo(2 * plain.value().size());
        double sum = 0;
        for (float z : both.value().z0()) {
            sum += z;
        }
        assertThat(sum).isCloseTo(0, within(1e-3));
        assertThat(both.hash()).startsWith(plain.hash()).isNotEqualTo(plain.hash());
        assertThat(mirrored.recipe().pairs().substeps(0.2, 0.02)).isEqualTo(10);
        assertThat(mirrored.recipe().pairs().scheme()).isEqualTo(Scheme.EULER_MARUYAMA);
        assertThat(new MirroredPairs<>(new GeneratedPairs<float[]>(), "m").scheme())
                .isEqualTo(Scheme.HEUN);
    }

    /** z_c and Δz_c of a pair's mirror image change their signs, all else and δt do not. */
    @Test
    void mirroringChangesOneComponentAlone() {
        MacroPairs pairs = new MacroPairs(
                SPINS.large().observables(),
                new float[] {0.5f, 0.1f, -0.25f, 0.2f},
                new float[] {0.01f, -0.02f, 0.03f, 0.04f},
                new float[] {2, 4},
                2);
        PairRule<byte[]> given = (study, configurations, closure) -> new Kept<>(pairs, "given");
        Kept<Snapshots<byte[]>> none = SPINS.simulate();
        MacroPairs both = new MirroredPairs<>(given, SPINS.large().observables().get(0))
                .make(SPINS, none, new Kept<>(new ObservablesOnly<>(SPINS.large()), ""))
                .value();
        assertThat(both.z0()).containsExactly(0.5f, 0.1f, -0.25f, 0.2f, -0.5f, 0.1f, 0.25f, 0.2f);
        assertThat(both.dz()).containsExactly(0.01f, -0.02f, 0.03f, 0.04f, -0.01f, -0.02f, -0.03f, 0.04f);
        assertThat(both.dt()).containsExactly(2, 4, 2, 4);
        assertThat(both.group()).isEqualTo(2);
        assertThat(both.names()).isEqualTo(pairs.names());
    }

    private static Kept<ClosureModel<float[]>> fitted(
            Study<float[]> study, Keeping keeping, ClosureRule<float[]> rule) {
        Study<float[]> kept = study.with(keeping).closure(rule);
        return kept.encoder(STUDY.enlarge(STUDY.simulate()));
    }

    private static ClosureRule<float[]> dense(int epochs) {
        return ClosureRule.autoencoder(
                new PatchAutoencoderSettings(List.of(4), 1, List.of(4), 1e-3, 0.9, 0.95, 1e-4, 32, epochs, 1));
    }

    /** Fitted closures encode alike in memory, on disk and read back. */
    @Test
    void fittedClosuresComeBack(@TempDir Path runs) {
        Snapshots<float[]> states = STUDY.enlarge(STUDY.simulate()).value();
        for (ClosureRule<float[]> rule : List.of(ClosureRule.<float[]>components(1), dense(2))) {
            Keeping memory = Keeping.inMemory(ProgressReporter.NONE).on(1);
            Kept<ClosureModel<float[]>> first = fitted(STUDY, memory, rule);
            double[][] z = first.value().encode(states);
            assertThat(z[0]).as(rule.toString()).hasSize(2);
            assertThat(Arrays.stream(z).mapToDouble(one -> one[1]).distinct().count())
                    .isGreaterThan(100);
            for (int time = 0; time < 2; time++) {
                var heard = new TinyStudy.Heard();
                Kept<ClosureModel<float[]>> again = fitted(STUDY, Keeping.in(runs, "closures", heard), rule);
                assertThat(again.value().encode(states)).isDeepEqualTo(z);
                assertThat(heard.started()).as("fitted once").hasSize(1 - time);
                assertThat(heard.said()).as("then read back").hasSize(time);
            }
        }
        Keeping keeping = Keeping.inMemory(ProgressReporter.NONE);
        assertThat(fitted(STUDY, keeping, dense(1)).hash())
                .isNotEqualTo(fitted(STUDY, keeping, dense(2)).hash());
        assertThat(fitted(STUDY, keeping, ClosureRule.components(1)).hash())
                .isNotEqualTo(fitted(STUDY, keeping, ClosureRule.components(2)).hash());
    }

    @Test
    void plainClosures() {
        Keeping keeping = Keeping.inMemory(ProgressReporter.NONE);
        Snapshots<byte[]> states = SPINS.enlarge(SPINS.simulate()).value();
        Study<byte[]> walls = SPINS.closure(ClosureRule.observables(List.of("domain-wall density")));
        assertThat(walls.encoder(new Kept<>(states, "")).value().names()).containsExactly("domain-wall density");
        assertThat(walls.encoder(new Kept<>(states, "")).hash())
                .isNotEqualTo(SPINS.closure(ClosureRule.observables(List.of("magnetisation")))
                        .encoder(new Kept<>(states, ""))
                        .hash());
        Kept<ClosureModel<float[]>> raw = fitted(STUDY, keeping, ClosureRule.fluctuations(false, 4));
        Kept<ClosureModel<float[]>> normal = fitted(STUDY, keeping, ClosureRule.fluctuations(true, 4));
        assertThat(raw.value().normalisation()).isEqualTo(Normalisation.identity(2));
        assertThat(raw.value()).isInstanceOf(BlockFluctuations.class);
        assertThat(normal.value().normalisation()).isNotEqualTo(Normalisation.identity(2));
        assertThat(normal.hash()).isNotEqualTo(raw.hash());
        assertThat(fitted(STUDY, keeping, ClosureRule.fluctuations(false, 2)).hash())
                .isNotEqualTo(raw.hash());
    }

    /** A normalised closure learns in units of its own; forecasts are in the system's. */
    @Test
    void forecastsOfANormalisedClosureAreInTheSystemsUnits() {
        Study<float[]> normal = STUDY.closure(ClosureRule.fluctuations(true, 4))
                .training(STUDY.recipe().fit().training().withEpochs(2));
        Learnt<float[]> learnt = normal.learn();
        assertThat(learnt.encoded("starts", normal.start(), 1)[0][0]).isNotCloseTo(2, within(0.1));
        assertThat(learnt.forecast(4).values()[0][0][0]).isCloseTo(2, within(1e-6));
    }

    @Test
    void lambdaRules() {
        assertThat(LambdaRule.theory().of(7)).isEqualTo(7);
        assertThat(LambdaRule.theory()).hasToString("λ = K");
        assertThat(LambdaRule.fixed(2.5).of(7)).isEqualTo(2.5);
        assertThat(LambdaRule.fixed(2.5)).hasToString("λ = 2.5");
        LambdaRule measured = LambdaRule.measured(new LambdaSelection(4, 3, 0.1));
        assertThat(measured.of(4)).isEqualTo(3);
        assertThat(measured).hasToString("measured λ = 3.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measured.of(5))
                .withMessageContaining("K = 4, the study has K = 5");
    }

    @Test
    void recipesStandBesideEachOther() {
        Recipe<byte[]> ours = Recipe.ours(10);
        Recipe<byte[]> paper = Recipe.paper();
        Table table = ours.beside("ours", "paper", paper);
        assertThat(table.columnNames()).containsExactly("stage", "ours", "paper");
        assertThat(table.rowCount()).isEqualTo(7);
        assertThat(table.stringColumn("stage").get(2)).isEqualTo("encode");
        assertThat(table.stringColumn("ours").get(2)).isEqualTo("observables only");
        assertThat(table.stringColumn("paper").get(0)).isEqualTo(paper.small().toString());
        assertThat(table.stringColumn("paper").get(6)).isEqualTo("λ = K");
        // our δt is a hundredth, small runs have 41 frames over the whole time
        assertThat(((PatchPairs<byte[]>) ours.pairs()).span()).contains(Span.time(0.1));
        assertThat(((SmallRuns<byte[]>) ours.small()).between()).contains(Span.time(0.25));
        assertThat(ours.small().frames()).isEqualTo(41);
        assertThat(((Enlarging.Assembled<byte[]>) ours.enlarging())
                        .healing()
                        .orElseThrow()
                        .span())
                .isEqualTo(Span.time(1));
    }

    @Test
    void resultsInWords() {
        assertThat(new Kept<>(new double[2][3], "")).hasToString("2 × 3 numbers");
        assertThat(new Kept<>(new double[0][], "")).hasToString("0 × 0 numbers");
        assertThat(STUDY.simulate().toString()).matches(".*\\(floats\\)(, \\d+\\.\\d s)?");
        assertThat(Words.of(STUDY.truth(2))).isEqualTo("2 runs of [m] with 101 frames");
        assertThat(new Kept<>(1, "a").then(2, "+b")).isEqualTo(new Kept<>(2, "a+b", "2"));
        assertThat(Words.line("x", System.nanoTime() - 1_250_000_000L))
                .startsWith("x, 1.")
                .endsWith(" s");
    }

    /** Each refused before work, in one line. */
    @Test
    void refusesRecipesThatDoNotFit() {
        var heard = new TinyStudy.Heard();
        Study<byte[]> study = SPINS.telling(heard);
        refused(() -> new Fit(null, null, null, 0, 1), "time unit = 0.0");
        refused(() -> new Fit(null, null, null, Double.POSITIVE_INFINITY, 1), "time unit = Infinity");
        refused(() -> new Fit(null, null, null, 1, 0), "trainings = 0: must be at least 1");
        refused(() -> new Enlarging.Upsampled<>(doubling(3), -1), "random = -1");
        refused(() -> SmallRuns.initialised(3, 0, Optional.empty()), "small runs = 3 with 0 frames");
        refused(() -> LambdaRule.fixed(-2), "λ = -2.0");
        refused(() -> new Ensembles.Size(3, 0, Span.time(1)), "3 runs with 0 frames");
        refused(
                () -> study.lambda(new LambdaSelection(4, 3, 0.1))
                        .patch(Grid.square(4))
                        .learn(),
                "measured for K = 4, the study has K = 16");
        Sweep<byte[]> sweep = Sweep.over(study.lambda(new LambdaSelection(4, 3, 0.1)), "patch", 8, 4);
        refused(sweep::learn, "measured for K = 4, the study has K = 16");
        Upsampler<byte[]> thrice = new Upsampler<>(3, 5, Refinement.replication(), Optional.empty());
        refused(
                () -> study.recipe(recipe -> recipe.with(new Enlarging.Upsampled<>(thrice, 0)))
                        .learn(),
                "16×16 cannot be reached from 8×8 by a factor of 3");
        refused(
                () -> study.recipe(recipe -> recipe.with(new SmallRule.Sized<>(Grid.square(5), recipe.small())))
                        .learn(),
                "patches of 5×5");
        refused(
                () -> new Study<>(
                        TinyStudy.lattice(2).on(Grid.square(32)),
                        study.patches(),
                        study.start(),
                        1,
                        1,
                        study.keeping(),
                        study.recipe()),
                "patches of a system of 16×16",
                "32×32");
        refused(() -> study.until(-40), "-40.0");
        assertThat(heard.started()).isEmpty();
    }

    private static void refused(Runnable choice, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(choice::run)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(words).doesNotContain("\n"));
    }
}
