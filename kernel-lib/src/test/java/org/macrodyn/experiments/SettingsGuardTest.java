package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.SomeObservables;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles.Size;
import org.macrodyn.study.Family;
import org.macrodyn.study.Freedom;
import org.macrodyn.study.Kept;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;
import org.macrodyn.systems.alloy.VacancyPairs;

/** What the settings make of their numbers, on systems of a few sites: starts, clocks, counts, laws of sizes. */
class SettingsGuardTest {
    private static final int SITES = 64;

    @TempDir
    private static Path runs;

    private static Study<byte[]> study(SpinSettings any) {
        return any instanceof IsingSettings ising
                ? ising.study(runs.toString(), ProgressReporter.NONE)
                : ((CurieWeissSettings) any).study(runs.toString(), ProgressReporter.NONE);
    }

    private static final CurieWeissSettings CURIE_WEISS =
            new CurieWeissSettings(1.1, 0.1, 8, List.of(8), Scale.SMOKE, 42);
    private static final IsingSettings ISING = new IsingSettings(2.5, 0.1, 8, List.of(8), Scale.SMOKE, 42);

    /** Each event flips one spin of 64: between two records all 64 do, so that the number of those up changes by an even one. */
    @Test
    void publishedTruthsAreRecordedEveryNEvents() {
        requireEvents(CURIE_WEISS.truth(study(CURIE_WEISS)), CurieWeissSettings.STARTS, 5 * 4);
        requireEvents(ISING.paperTruth(study(ISING)), IsingSettings.STARTS, 4);
    }

    private static void requireEvents(Map<Double, Trajectories> truth, List<Double> starts, int count) {
        assertThat(truth.keySet()).containsExactlyElementsOf(starts);
        truth.forEach((start, of) -> {
            assertThat(of.runs()).isEqualTo(count);
            assertThat(of.steps()).isEqualTo(20);
            double moved = 0;
            for (double[][] run : of.values()) {
                assertThat(run[0][0]).isCloseTo(start, within(1e-6));
                for (int k = 1; k < run.length; k++) {
                    double ups = (run[k][0] - run[k - 1][0]) * SITES / 2;
                    assertThat(Math.abs(ups / 2 - Math.round(ups / 2))).isLessThan(1e-4);
                    moved = Math.max(moved, Math.abs(ups));
                }
            }
            assertThat(moved).as("spins between two records").isGreaterThan(2);
            // 64 events at rates of at most 1, all of whose spins together: a time of more than 1 on average.
            assertThat(Guards.mean(Arrays.stream(of.times())
                            .mapToDouble(times -> times[1])
                            .toArray()))
                    .isBetween(1.0, 40.0);
        });
    }

    /** Our test: every half unit of time until the horizon, the start and the end included. */
    @Test
    void ourIsingTruthLastsUntilTheHorizon() {
        Map<Double, Trajectories> truth = ISING.truth(study(ISING));
        double[] times = IntStream.rangeClosed(0, (int) Math.round(2 * ISING.horizon()))
                .mapToDouble(k -> k / 2.0)
                .toArray();
        truth.forEach((start, of) -> {
            assertThat(of.times()[0]).containsExactly(times, within(1e-9));
            assertThat(Arrays.stream(of.values()).mapToDouble(run -> run[0][0]).toArray())
                    .containsOnly(start);
        });
        assertThat(truth).hasSize(7);
    }

    /** Studies forecast for as long as their tests last, from patches of the smallest size. */
    @Test
    void studiesLastAsLongAsTheirTests() {
        IsingSettings ising = IsingSettings.at(Scale.SMOKE);
        assertThat(study(ising).until()).isEqualTo(ising.horizon());
        assertThat(study(ising).patches().count()).isEqualTo(64 * 64 / (8 * 8));
        CurieWeissSettings mean = CurieWeissSettings.at(Scale.SMOKE);
        assertThat(study(mean).until()).isEqualTo(CurieWeissSettings.HORIZON);
        assertThat(study(mean).large()).isEqualTo(mean.large());
        assertThat(mean.large().grid().sites()).isEqualTo(4096);
    }

    /** Nothing but system, patch, horizon and seed; a budget that grows with the scale, few configurations at the smallest. */
    @Test
    void untunedStudiesLeaveEverythingOpen() {
        for (Scale scale : Scale.values()) {
            IsingSettings settings = IsingSettings.at(scale);
            Study<byte[]> given = study(settings).seed(7);
            Study<byte[]> open = settings.untuned(given, 16);
            assertThat(open.patches().count()).isEqualTo(16);
            assertThat(List.of(open.until(), open.seed())).containsExactly(given.until(), 7L);
            Freedom freedom = open.recipe().freedom();
            assertThat(freedom.isOpen(Freedom.Part.PAIRS)).isTrue();
            assertThat(freedom.isOpen(Freedom.Part.AMOUNT)).isEqualTo(scale != Scale.SMOKE);
            assertThat(((Enlarging.Assembled<byte[]>) open.recipe().enlarging()).samples() == 200)
                    .isEqualTo(scale == Scale.SMOKE);
            assertThat(freedom.budget().compareTo(Duration.ofMinutes(1))).isEqualTo(scale.pick(-1, 0, 1));
        }
    }

    /** Closures that are trained, at the sides that are known, in our recipe otherwise. */
    @Test
    void trainedClosuresTakeThePlaceOfFluctuations() {
        IsingSettings laptop = IsingSettings.at(Scale.LAPTOP);
        Sweep<byte[]> sweep = laptop.autoencoders(study(laptop));
        assertThat(sweep.values("side")).isEqualTo(List.of(8, 16));
        assertThat(sweep.cases()).hasSize(4);
        for (var one : sweep.cases()) {
            int side = (int) one.values().get(0);
            Recipe<byte[]> ours = laptop.best(side, Increment.OURS);
            Recipe<byte[]> changed = one.study().recipe();
            assertThat(one.study().patches().patch().rows()).isEqualTo(side);
            assertThat(changed.pairs()).isEqualTo(ours.pairs());
            assertThat(changed.fit()).isEqualTo(ours.fit());
            assertThat(changed.closure().toString())
                    .isNotEqualTo(ours.closure().toString())
                    .startsWith(
                            one.values().get(1).toString().equals("convolutional")
                                    ? "ConvolutionalSettings"
                                    : "PatchAutoencoderSettings");
        }
    }

    /** From δ = 0 six δ of three, which add up to the vacant neighbours; for as many jumps as one box had, in steps of δt. */
    @Test
    void alloysAreForecastFromTheRandomAlloy() {
        NbMoTaSettings settings = new NbMoTaSettings(List.of(2000.0, 3000.0), List.of(8, 16), 2000, Scale.SMOKE, 42);
        Family<byte[]> family = settings.family(runs.toString(), ProgressReporter.NONE);
        Study<byte[]> study = family.at().apply(2000.0);
        assertThat(study.patches().count()).isEqualTo(8);
        SdeModel still = Guards.untrained(ShortRangeOrder.LIKE_PAIRS, 1e-12, 1e-12);
        double step = 3e-9;
        Trajectories forecast = settings.forecast(learnt(study, still), step);
        assertThat(forecast.names()).isEqualTo(ShortRangeOrder.PAIRS);
        long steps = settings.jumps(2000) / VacancyPairs.of(settings.ours(2000)).jumps();
        assertThat(forecast.steps()).isEqualTo((int) steps).isGreaterThan(4);
        assertThat(forecast.times()[0][5]).isCloseTo(5 * step, within(1e-15));
        double[] end = forecast.values()[0][(int) steps - 1];
        // Of each atom's 8 neighbours 8/1023 are vacant on average: what its three δ add up to.
        assertThat(end[0] + end[1] + end[2]).isCloseTo(-8 / 1023.0, within(1e-9));
        assertThat(end[5]).isCloseTo(0, within(1e-9));
    }

    private static Learnt<byte[]> learnt(Study<byte[]> study, SdeModel model) {
        ClosureModel<byte[]> closure = new SomeObservables<>(study.large(), ShortRangeOrder.LIKE_PAIRS);
        MacroPairs pairs = new MacroPairs(ShortRangeOrder.LIKE_PAIRS, new float[3], new float[3], new float[] {3e-9f});
        Snapshots<byte[]> none =
                new Snapshots<>(study.large().grid(), study.large().stateType(), 1);
        return new Learnt<>(
                study,
                new Study.Pairs<>(new Kept<>(pairs, "pairs"), new Kept<>(closure, "closure"), new Kept<>(none, "none")),
                Guards.result(model));
    }

    /** Sizes are multiples of the boxes that are learnt from. */
    @Test
    void alloysOfOtherSizesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NbMoTaSettings(List.of(2000.0), List.of(12), 2000, Scale.SMOKE, 1))
                .withMessageContaining("tile");
    }

    /** Two mates, sixteen repeats and two frames are the fewest. */
    @Test
    void predatorsAndPreyTakeTheFewest() {
        Size size = new Size(4, 2, Span.events(2));
        assertThat(new PredatorPreySetup.Data(size, 2, 10, 16, 1).mates()).isEqualTo(2);
        assertThat(new PredatorPreySetup.Data(size, 0, 10, 1, 1).repeats()).isEqualTo(1);
        assertThat(new PredatorPreySetup.Tests(List.of(InitialProfile.fixed(0.5, 0.1)), size).runs())
                .isEqualTo(size);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PredatorPreySetup.Tests(
                        List.of(InitialProfile.fixed(0.5, 0.1)), new Size(4, 1, Span.events(2))));
        for (int repeats : new int[] {2, 8, 24}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new PredatorPreySetup.Data(size, 2, 10, repeats, 1));
        }
    }

    /** The study forecasts from the first of the tests' initial states: that very profile, whatever the random numbers. */
    @Test
    void predatorsAndPreyStartWhereTheTestsDo() {
        PredatorPreySetup setup = PredatorPreySetup.at(Scale.SMOKE);
        Study<float[]> study = setup.study(runs.toString(), ProgressReporter.NONE);
        PredatorPrey large = setup.large();
        float[] drawn = new float[2 * large.cells()];
        float[] expected = new float[2 * large.cells()];
        study.start().draw(large, drawn, new Random(1));
        setup.tests().starts().get(0).draw(expected, new Random(2));
        assertThat(drawn).isEqualTo(expected);
        assertThat(drawn[0]).isNotZero();
        assertThat(study.until()).isEqualTo(30);
    }

    /** A lattice of twice the side asks for twice the healing; rounds last for 2L sweeps; δt = K/2 but where it stops to grow. */
    @Test
    void transitionsGrowAsTheirLawsSay() {
        TransitionSettings paper = TransitionSettings.at(Scale.PAPER);
        for (int side : new int[] {128, 256}) {
            assertThat(paper.relaxation(2 * side)).isEqualTo(2 * paper.relaxation(side));
        }
        assertThat(paper.relaxation(16)).isEqualTo(paper.relaxation(64)).isEqualTo(40);
        for (int side : new int[] {16, 32, 64, 256}) {
            assertThat(TransitionSettings.rounds(side) * TransitionSettings.step(side))
                    .isEqualTo(2 * side);
            assertThat(TransitionSettings.substeps(side)).isEqualTo(Math.min(8, TransitionSettings.patches(side)));
        }
        for (int side : new int[] {32, 48, 64}) {
            assertThat(TransitionSettings.step(side)).isEqualTo(TransitionSettings.patches(side) / 2);
        }
        assertThat(TransitionSettings.step(16)).isEqualTo(1);
        assertThat(TransitionSettings.step(256)).isEqualTo(TransitionSettings.step(128));
        TransitionSettings smoke = TransitionSettings.at(Scale.SMOKE);
        assertThat(smoke.relaxation(256)).isLessThan(paper.relaxation(16));
    }

    @Test
    void transitionsNeedThreeTemperaturesAndTwoSides() {
        List<Double> three = List.of(2.3, 2.2, 2.26);
        assertThat(new TransitionSettings(three, List.of(48, 16), Scale.SMOKE, 1).fitTemperature())
                .isEqualTo(2.26);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransitionSettings(three, List.of(16), Scale.SMOKE, 1))
                .withMessageContaining("3 temperatures and 1 sides");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransitionSettings(three.subList(0, 2), List.of(16, 32), Scale.SMOKE, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransitionSettings(three, List.of(16, 80), Scale.SMOKE, 1))
                .withMessageContaining("L = 80 (K = 25)");
    }

    /** The published recipe and ours for each size that was chosen for, each once, then what was chosen, by its own error. */
    @Test
    void recipesStandBesideWhatWasChosen() {
        CurieWeissSettings settings = new CurieWeissSettings(1.1, 0.1, 16, List.of(4, 8), Scale.SMOKE, 42);
        Study<byte[]> study = study(settings);
        SizeSweep<byte[]> paper = sweep(settings, study, List.of(5L, 6L));
        SizeSweep<byte[]> best = sweep(settings, study, List.of(7L));
        Learnt<byte[]> chosen = best.first(8, Increment.OURS);
        List<Learnt<byte[]>> asked = new ArrayList<>();
        List<RecipeError> all = RecipeError.of(paper, best, List.of(chosen, chosen), one -> {
            asked.add(one);
            return 0.1 * one.study().recipe().fit().training().seed();
        });
        assertThat(all)
                .containsExactly(
                        new RecipeError("paper()", 8, 5, 0.5),
                        new RecipeError("paper()", 8, 6, 0.1 * 6),
                        new RecipeError("ours, tuned", 8, 7, 0.1 * 7),
                        new RecipeError("learn()", 8, 7, 0.1 * 7),
                        new RecipeError("learn()", 8, 7, 0.1 * 7));
        assertThat(asked).hasSize(5);
        List<ResultTable.Row> rows = RecipeError.rows("relmse", all.subList(0, 4));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).name()).isEqualTo("relmse.ours.learn.8.seed_7");
        assertThat(rows.get(0).value()).isEqualTo(0.1 * 7);
    }

    private static SizeSweep<byte[]> sweep(CurieWeissSettings settings, Study<byte[]> study, List<Long> seeds) {
        return SizeSweep.of(
                study,
                (side, increment) -> settings.best(side, increment)
                        .with(SmallRuns.<byte[]>initialised(2, 2, Optional.of(Span.time(0.5))))
                        .with(new Enlarging.Upsampled<>(Upsampler.doubling(64, LocalRelaxation.brief(0.5)), 0))
                        .with(settings.best(side, increment)
                                .fit()
                                .with(SdeSettings.of(Diffusion.DIAGONAL).withHidden(2, 1))
                                .with(TrainingSettings.of(1)
                                        .withEpochs(1)
                                        .withLearningRate(LearningRate.cosine(1e-2)))),
                List.of(4, 8),
                List.of(Increment.OURS),
                seeds);
    }
}
