package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.closure.Increment;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Scale;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.GeneratedPairs;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SmallRule;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.systems.alloy.VacancyPairs;
import org.macrodyn.systems.spin.EquilibriumSamples;
import org.macrodyn.systems.spin.RasterPairs;

/** The amounts of the experiments' recipes, without any run: those of the paper, and of ours at laptop scale. */
class RecipeGuardTest {
    @TempDir
    private static Path runs;

    private static final IsingSettings ISING = IsingSettings.at(Scale.LAPTOP);
    private static final CurieWeissSettings CURIE_WEISS = CurieWeissSettings.at(Scale.LAPTOP);

    private static TrainingSettings training(Recipe<?> recipe) {
        return recipe.fit().training();
    }

    private static int assembled(Recipe<byte[]> recipe) {
        return ((Enlarging.Assembled<byte[]>) recipe.enlarging()).samples();
    }

    /** 512 repeats for 8², a quarter for each doubling, 32 at least; ε is a thousandth of δt/n_s. */
    @ParameterizedTest
    @CsvSource({"8, 512", "16, 128", "32, 32", "64, 32"})
    void isingPairsAreFewerInLargerPatches(int side, int repeats) {
        Recipe<byte[]> ours = ISING.best(side, Increment.OURS);
        PatchPairs<byte[]> pairs = ours.patchPairs("pairs");
        assertThat(pairs.repeats()).isEqualTo(repeats);
        assertThat(pairs.condensed()).isTrue();
        assertThat(pairs.span()).contains(Span.time(0.5));
        assertThat(training(ours).floor().epsilon()).isCloseTo(1e-3 * 0.5 / (side * side), within(1e-12));
        assertThat(assembled(ours)).isEqualTo(5000);
    }

    /** The naive baseline has single pairs of n_s events, but for the whole system, where both increments are one. */
    @Test
    void naiveRecipesKeepTheirEvents() {
        PatchPairs<byte[]> naive = ISING.best(16, Increment.NAIVE).patchPairs("pairs");
        assertThat(naive.span()).isEmpty();
        assertThat(naive.condensed()).isFalse();
        assertThat(naive.repeats()).isEqualTo(5);
        PatchPairs<byte[]> whole = ISING.best(64, Increment.NAIVE).patchPairs("pairs");
        assertThat(whole.span()).contains(Span.time(0.5));
        assertThat(whole.condensed()).isTrue();
        assertThat(CURIE_WEISS.best(16, Increment.NAIVE).patchPairs("pairs").repeats())
                .isEqualTo(5);
        assertThat(training(CURIE_WEISS.best(16, Increment.NAIVE)).descent().epochs())
                .isEqualTo(4);
        for (Recipe<byte[]> ours :
                List.of(CURIE_WEISS.best(64, Increment.NAIVE), CURIE_WEISS.best(16, Increment.OURS))) {
            assertThat(ours.pairs()).isInstanceOf(GeneratedPairs.class);
            assertThat(training(ours).descent().batch()).isEqualTo(128);
            assertThat(training(ours).descent().epochs()).isEqualTo(12);
        }
    }

    /** 40 000 configurations: half doubled, half random, from 500 runs of 40 records. */
    @Test
    void curieWeissRunsGiveHalfOfTheConfigurations() {
        Recipe<byte[]> ours = CURIE_WEISS.best(16, Increment.OURS);
        assertThat(((SmallRuns<byte[]>) ours.small()).runs()).isEqualTo(500);
        assertThat(ours.small().frames()).isEqualTo(40);
        Enlarging.Upsampled<byte[]> upsampled = (Enlarging.Upsampled<byte[]>) ours.enlarging();
        assertThat(upsampled.upsampler().samples()).isEqualTo(20_000);
        assertThat(upsampled.random()).isEqualTo(20_000);
    }

    /** As many random configurations as replicated ones, none where the patch is the system; fixed amounts at paper scale. */
    @Test
    void publishedRecipesAreThePapers() {
        for (SpinSettings any : List.of(IsingSettings.at(Scale.PAPER), CurieWeissSettings.at(Scale.PAPER))) {
            for (int side : new int[] {8, 64}) {
                Recipe<byte[]> recipe = any.paper(side, Increment.OURS);
                Enlarging.Upsampled<byte[]> upsampled = (Enlarging.Upsampled<byte[]>) recipe.enlarging();
                assertThat(upsampled.upsampler().samples()).isEqualTo(100_000);
                assertThat(upsampled.random()).isEqualTo(side == 64 ? 0 : 100_000);
                assertThat(((SmallRuns<byte[]>) recipe.small()).runs()).isEqualTo(1000);
                assertThat(training(recipe).descent().epochs()).isEqualTo(100);
                assertThat(training(recipe).heldOut().patience()).isZero();
            }
            assertThat(any.testRuns()).isEqualTo(20);
            assertThat(any.testFrames()).isEqualTo(500);
        }
        assertThat(ISING.paper(8, Increment.OURS).fit().timeUnit()).isEqualTo(6.2021);
        assertThat(training(ISING.paper(8, Increment.OURS)).heldOut().patience())
                .isEqualTo(10);
        assertThat(training(CURIE_WEISS.paper(8, Increment.OURS)).heldOut().patience())
                .isEqualTo(10);
        assertThat(training(CurieWeissSettings.at(Scale.SMOKE).paper(8, Increment.OURS))
                        .heldOut()
                        .patience())
                .isZero();
    }

    /** Only T, h and L of the paper are compared with its numbers: relMSE of n_s = 8² there, of other systems none. */
    @Test
    void publishedNumbersBelongToThePublishedSystem() {
        List<SpinSettings> others = List.of(
                ISING.withTemperature(2.6),
                new IsingSettings(2.5, 0, 64, List.of(8), Scale.SMOKE, 42),
                new IsingSettings(2.5, 0.1, 32, List.of(8), Scale.SMOKE, 42),
                CURIE_WEISS.withTemperature(1.2),
                new CurieWeissSettings(1.1, 0, 64, List.of(8), Scale.SMOKE, 42),
                new CurieWeissSettings(1.1, 0.1, 32, List.of(8), Scale.SMOKE, 42));
        for (SpinSettings other : others) {
            assertThat(other.isPublished()).isFalse();
            assertThat(other.published(8, Increment.OURS)).isEqualTo(Optional.empty());
        }
        assertThat(ISING.published(8, Increment.OURS)).isPresent();
        assertThat(CURIE_WEISS.published(8, Increment.NAIVE)).isPresent();
        assertThat(SpinSettings.sorted(64, List.of(32, 8))).containsExactly(8, 32);
    }

    /** m(0) of the 64 groups of 16 mates: evenly over (−1, 1). */
    @Test
    void isingMatesStartAlikeAndGroupsFillTheRange() {
        Ising small = Ising.square(8, 2.5, 0.1);
        Study<byte[]> study = ISING.study(runs.toString(), ProgressReporter.NONE);
        SmallRuns<byte[]> runsOfMates = (SmallRuns<byte[]>) study.recipe().small();
        assertThat(runsOfMates.runs()).isEqualTo(16 * 64);
        var start = runsOfMates.starts().of(small, null);
        RandomGenerator random = RandomStreams.stream(1, "recipe guard", 0);
        byte[] state = new byte[64];
        for (int group : new int[] {0, 1, 31, 63}) {
            for (int mate : new int[] {0, 15}) {
                double mean = 0;
                for (int draw = 0; draw < 200; draw++) {
                    start.draw(state, 16 * group + mate, random);
                    double[] z = new double[2];
                    small.observe(state, z);
                    mean += z[0] / 200;
                }
                assertThat(mean).isCloseTo((2 * group + 1) / 64.0 - 1, within(0.016));
            }
        }
    }

    /** Each choice changes what it names, and nothing else of the amounts. */
    @Test
    void isingVariantsChangeOneChoice() {
        Study<byte[]> study = ISING.study(runs.toString(), ProgressReporter.NONE);
        var cases = ISING.choices(study, ISING.variants()).cases();
        assertThat(cases).hasSize(6);
        List<Recipe<byte[]>> changed =
                cases.stream().map(one -> one.study().recipe()).toList();
        Recipe<byte[]> ours = ISING.best(8, Increment.OURS);
        assertThat(changed.get(0).patchPairs("p").boundary()).isEqualTo(PatchBoundary.PERIODIC_PATCH);
        assertThat(changed.get(1).patchPairs("p").boundary()).isEqualTo(PatchBoundary.FROZEN_NEIGHBOURS);
        assertThat(ours.patchPairs("p").boundary()).isEqualTo(PatchBoundary.halo(4));
        assertThat(changed.get(2).patchPairs("p").span()).contains(Span.time(0.05));
        assertThat(training(changed.get(2)).floor().epsilon()).isCloseTo(1e-3 * 0.05 / 64, within(1e-15));
        assertThat(((Enlarging.Upsampled<byte[]>) changed.get(4).enlarging())
                        .upsampler()
                        .samples())
                .isEqualTo(5000);
        assertThat(assembled(changed.get(5))).isEqualTo(20_000);
        assertThat(training(changed.get(5)).descent().epochs()).isEqualTo(225);
        assertThat(ISING.horizon()).isEqualTo(100);
    }

    /** Below 1400 K more jumps; records are evenly spaced over them; the ordered box waits ten times longer. */
    @Test
    void alloysJumpMoreWhereTheyOrderSlowly() {
        NbMoTaSettings alloy = NbMoTaSettings.at(Scale.LAPTOP);
        assertThat(alloy.jumps(1399)).isEqualTo(600_000);
        assertThat(alloy.jumps(1400)).isEqualTo(100_000);
        assertThat(alloy.orderingJumps(1399)).isEqualTo(6_000_000);
        assertThat(alloy.orderingJumps(1400)).isEqualTo(100_000);
        assertThat(((SmallRuns<byte[]>) alloy.ours(1000).small()).between()).contains(Span.events(3000));
        assertThat(((SmallRuns<byte[]>) alloy.ours(2000).small()).between()).contains(Span.events(500));
        NbMoTaSettings small = new NbMoTaSettings(List.of(800.0, 2000.0), List.of(16, 8), 2000, Scale.LAPTOP, 1);
        var family = small.family(runs.toString(), ProgressReporter.NONE);
        var cases = small.sizes(family).cases();
        assertThat(cases.get(1).study().patches().count()).as("16³ cells of 8³").isEqualTo(8);
        assertThat(VacancyPairs.of(cases.get(1).study().recipe()).count()).isEqualTo(32_000);
        assertThat(VacancyPairs.of(family.at().apply(800.0).recipe()).count()).isEqualTo(8000);
        assertThat(alloy.sizes()).containsExactly(8, 16, 32, 64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NbMoTaSettings(List.of(800.0), List.of(), 800, Scale.SMOKE, 1))
                .withMessageContaining("sizes one or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NbMoTaSettings(List.of(800.0), List.of(8), 900, Scale.SMOKE, 1))
                .withMessageContaining("T must hold the size law's");
    }

    /** One time step of the system, half as many waves in half as many cells, interpolation by the ratio of cells. */
    @Test
    void predatorsAndPreyStepAsTheirSystem() {
        PredatorPreySetup published = PredatorPreySetup.published();
        Recipe<float[]> paper = published.paper();
        assertThat(((Enlarging.Upsampled<float[]>) paper.enlarging())
                        .upsampler()
                        .factor())
                .isEqualTo(2);
        assertThat(paper.patchPairs("p").repeats()).isEqualTo(1);
        assertThat(paper.patchPairs("p").condensed()).isFalse();
        PredatorPreySetup laptop = PredatorPreySetup.at(Scale.LAPTOP);
        PatchPairs<float[]> pairs = laptop.ours().patchPairs("p");
        assertThat(pairs.repeats()).isEqualTo(256);
        assertThat(pairs.condensed()).isTrue();
        assertThat(pairs.span()).contains(Span.time(laptop.large().settings().timeStep()));
        assertThat(laptop.tests().starts()).hasSize(3);
        assertThat(laptop.trainingSeeds()).containsExactly(0L, 1L, 2L);
        assertThat(PredatorPreySetup.at(Scale.SMOKE).trainingSeeds()).isEqualTo(Collections.singletonList(0L));
    }

    /** Patches of 16² relax for 40 sweeps and evolve for 2L in all; seeds of streams differ. */
    @Test
    void transitionsEvolveInTheirOwnStep() {
        TransitionSettings settings = TransitionSettings.at(Scale.LAPTOP);
        Study<byte[]> any = ISING.study(runs.toString(), ProgressReporter.NONE);
        IsingTransition transition = new IsingTransition(settings, any.keeping());
        for (int side : new int[] {16, 64}) {
            var at = new Equilibrium.Case(side, 2.27);
            Study<byte[]> study = transition.study(at, IsingTransition.Source.UPSAMPLED, 7);
            int step = side == 16 ? 1 : 8;
            assertThat(study.recipe().pairs()).isEqualTo(new RasterPairs(40, step, 1, 2 * side / step));
            assertThat(study.recipe().small()).isEqualTo(new EquilibriumSamples(16, 6144));
            assertThat(study.seed()).isEqualTo(7);
            assertThat(study.patches().count()).isEqualTo(side * side / 256);
        }
        assertThat(settings.cases()).hasSize(12);
    }

    /** ½ · 5 waves on half of the cells, evenly spread starts; tests at three means of each amplitude. */
    @Test
    void piecesHaveAsManyWavesAsTheirShareOfTheCells() {
        PredatorPreySetup laptop = PredatorPreySetup.at(Scale.LAPTOP);
        SmallRule.Sized<float[]> sized =
                (SmallRule.Sized<float[]>) laptop.ours().small();
        PredatorPrey small = PredatorPrey.paper(100);
        var start = ((SmallRuns<float[]>) sized.rule()).starts().of(small, null);
        float[] drawn = new float[200];
        float[] expected = new float[200];
        for (int group : new int[] {0, 5}) {
            start.draw(drawn, 4 * group + 3, RandomStreams.stream(1, "waves", group));
            InitialProfile.paper().withWaves(2.5).even(group).draw(expected, RandomStreams.stream(1, "waves", group));
            assertThat(drawn).isEqualTo(expected);
        }
        assertThat(laptop.tests().starts())
                .containsExactly(
                        InitialProfile.fixed(0.45, 0.1),
                        InitialProfile.fixed(0.5, 0.1),
                        InitialProfile.fixed(0.55, 0.1));
        Study<float[]> ours = laptop.study(runs.toString(), ProgressReporter.NONE);
        assertThat(ours.recipe().patchPairs("p").repeats()).isEqualTo(256);
        Study<float[]> published = PredatorPreySetup.published().study(runs.toString(), ProgressReporter.NONE);
        assertThat(published.recipe().patchPairs("p").repeats()).isEqualTo(1);
        assertThat(ours.patches().count()).isEqualTo(5);
    }

    /** Two training seeds for ours but at smoke scale, one for the naive baseline, three for the paper's recipe. */
    @Test
    void sweepsHaveTheirSizesAndSeeds() {
        Study<byte[]> study = ISING.study(runs.toString(), ProgressReporter.NONE);
        assertThat(ISING.bestSweep(study, Increment.OURS).seeds()).containsExactly(42L, 1L);
        assertThat(ISING.bestSweep(study, Increment.NAIVE).seeds()).containsExactly(42L);
        IsingSettings smoke = IsingSettings.at(Scale.SMOKE);
        assertThat(smoke.bestSweep(study, Increment.OURS).seeds()).containsExactly(42L);
        assertThat(smoke.patchSides()).containsExactly(8, 16);
        assertThat(ISING.patchSides()).containsExactly(8, 16, 32, 64);
        assertThat(ISING.paperSweep(study).seeds()).containsExactly(42L, 1L, 2L);
        assertThat(smoke.paperSweep(study).increments()).containsExactly(Increment.values());
        assertThat(CURIE_WEISS.bestSweep(study).sides()).containsExactly(8, 16, 32, 64);
        assertThat(CURIE_WEISS.withPatchSides(16, 8).patchSides()).containsExactly(8, 16);
        assertThat(CURIE_WEISS.exact().drift(0.3)).isEqualTo(new CurieWeissChain(4096, 1.1, 0.1).drift(0.3));
        assertThat(ISING.paper(8, Increment.OURS).closure())
                .hasToString(ISING.best(8, Increment.OURS)
                        .with(ClosureRule.<byte[]>fluctuations(true, 8))
                        .closure()
                        .toString());
        assertThat(IsingSettings.at(Scale.PAPER)
                        .paper(8, Increment.OURS)
                        .closure()
                        .toString())
                .isNotEqualTo(ISING.paper(8, Increment.OURS).closure().toString());
        assertThatIllegalArgumentException().isThrownBy(() -> SpinSettings.sorted(64, List.of(24)));
        assertThat(NbMoTaSettings.at(Scale.LAPTOP)
                        .withTemperatures(2000.0, 300.0)
                        .temperatures())
                .containsExactly(300.0, 2000.0);
        assertThat(training(NbMoTaSettings.at(Scale.LAPTOP).paper(800))
                        .descent()
                        .epochs())
                .isEqualTo(300);
        assertThat(TransitionSettings.at(Scale.LAPTOP).fitTemperature()).isEqualTo(2.27);
        assertThat(TransitionSettings.at(Scale.LAPTOP).streams()).isEqualTo(4);
        assertThat(TransitionSettings.patches(64)).isEqualTo(16);
    }
}
