package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * Configurations of a part of the system: pairs are those of the whole, whatever its size; λ, starts and forecasts are its own.
 */
class SampledTest {
    private static final RuleModel INFECTION = ChosenTest.INFECTION.on(Grid.square(96));

    private static Study<byte[]> spins(int side) {
        return TinyStudy.study().large(Ising.square(side, 3, 0.1));
    }

    private static Study<byte[]> infection() {
        return Study.of(INFECTION)
                .patch(Grid.square(8))
                .from(INFECTION.start("x", 0.8))
                .until(2)
                .training(TrainingSettings.of(1).withBatch(256).withEpochs(10))
                .budget(Duration.ofMillis(100));
    }

    private static Grid sampled(Grid large, Grid patch, int longest) {
        Ising any = Ising.square(16, 3, 0.1);
        Study<byte[]> study = Study.of(any.on(large)).patch(patch).until(1).configurations(9, longest);
        return Sampled.of(study).large().grid();
    }

    @Test
    void aPartHasAsManyPatchesAsItMayAndTilesOfTwoFitBothOrNeither() {
        assertThat(sampled(Grid.square(64), Grid.square(8), 4)).isEqualTo(Grid.square(32));
        assertThat(sampled(Grid.square(64), Grid.square(8), 5)).isEqualTo(Grid.square(32));
        assertThat(sampled(Grid.square(64), Grid.square(8), 8)).isEqualTo(Grid.square(64));
        assertThat(sampled(Grid.square(72), Grid.square(8), 4)).isEqualTo(Grid.square(24));
        assertThat(sampled(Grid.square(24), Grid.square(8), 4)).isEqualTo(Grid.square(24));
        assertThat(sampled(new Grid(1, 1, 16, 80), Grid.square(8), 6)).isEqualTo(new Grid(1, 1, 16, 48));
    }

    private static int longest(Grid large, Grid patch) {
        return SizeChoice.longest(
                Study.of(new CurieWeiss(large, 1.5, 0)).patch(patch).until(1));
    }

    /** 4096 sites of a field, or 4 patches along each axis. */
    @Test
    void partsHaveAsManySitesAsTheSystemsThatChoicesWereTriedOn() {
        assertThat(longest(Grid.square(64), Grid.square(8))).isEqualTo(Enlarging.Assembled.ALL);
        assertThat(longest(Grid.square(72), Grid.square(8))).isEqualTo(8);
        assertThat(longest(Grid.square(1024), Grid.square(16))).isEqualTo(4);
        assertThat(longest(Grid.square(1024), Grid.square(64))).isEqualTo(4);
        assertThat(longest(Grid.line(1, 65_536), Grid.line(1, 32))).isEqualTo(128);
        assertThat(longest(new Grid(1, 1, 16, 1024), Grid.square(16))).isEqualTo(16);
        Study<float[]> fields =
                Study.of(PredatorPrey.paper(4096)).patch(Grid.line(2, 64)).until(1);
        assertThat(SizeChoice.longest(fields)).isEqualTo(Enlarging.Assembled.ALL);
    }

    /** The law of 64² is that of 32², both learnt from 32²: the same drift, and noise by their sizes. */
    @Test
    void theLawIsTheSameAtEverySizeButForItsNoise() {
        for (Study<byte[]> way : List.of(spins(64), spins(64).generated())) {
            Learnt<byte[]> whole =
                    way.large(Ising.square(32, 3, 0.1)).configurations(48).learn();
            Learnt<byte[]> large = way.configurations(48, 4).learn();
            assertThat(large.pairs().configurations().value().grid()).isEqualTo(Grid.square(32));
            MacroPairs pairs = large.pairs().pairs().value();
            MacroPairs same = whole.pairs().pairs().value();
            assertThat(pairs.z0()).isEqualTo(same.z0());
            assertThat(pairs.dz()).containsExactly(same.dz(), org.assertj.core.data.Offset.offset(1e-6f));
            assertThat(large.lambda()).isEqualTo(64);
            double[] z = {0.3, 0.4};
            assertThat(large.model().drift(z))
                    .containsExactly(whole.model().drift(z), org.assertj.core.data.Offset.offset(1e-4));
            assertThat(64
                            * large.model().covariance(z)[0][0]
                            / (16 * whole.model().covariance(z)[0][0]))
                    .isEqualTo(1, within(1e-3));
        }
    }

    /** What patches do in parts and in the whole has one mean, and K times the covariance of K patches. */
    @Test
    void driftAndNoiseOfPartsAreThoseOfTheWhole() {
        Study<byte[]> study = spins(64).generated();
        MacroPairs parts = made(study.configurations(600, 4));
        MacroPairs whole = made(study.configurations(600));
        for (boolean noise : List.of(false, true)) {
            double[] ofParts = rates(parts, noise);
            double[] ofWhole = rates(whole, noise);
            assertThat(ofParts[0]).isEqualTo(ofWhole[0], within(4 * Math.hypot(ofParts[1], ofWhole[1])));
        }
        assertThat(rates(parts, true)[1]).isLessThan(0.01 * rates(parts, true)[0]);
    }

    private static MacroPairs made(Study<byte[]> study) {
        return study.evolve(study.enlarge(study.simulate())).pairs().value();
    }

    /** Of the magnetisation: ⟨Δz⟩/δt, or ⟨(Δz − ⟨Δz⟩)²⟩/δt, over the configurations, and its standard error. */
    private static double[] rates(MacroPairs pairs, boolean noise) {
        int d = pairs.dimension();
        int count = pairs.size() / pairs.group();
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        double sum = 0;
        double square = 0;
        for (int from = 0; from < pairs.size(); from += pairs.group()) {
            pairs.moments(from, pairs.group(), mean, covariance);
            double rate = (noise ? covariance[0][0] : mean[0]) / pairs.dt()[from];
            sum += rate / count;
            square += rate * rate / count;
        }
        return new double[] {sum, Math.sqrt((square - sum * sum) / count)};
    }

    /** Starts are states of the large system, seen by a map that was found on a part of it; patches evolve in the part. */
    @Test
    void forecastsStartAtTheLargeSystem() {
        Study<byte[]> study = spins(64).closure(ClosureRule.fluctuations(true, 4));
        Learnt<byte[]> learnt = study.configurations(128, 4).learn();
        byte[] state = new byte[64 * 64];
        double[] observed = new double[2];
        study.start().draw(study.large(), state, RandomStreams.stream(study.seed(), "forecast-start", 2));
        study.large().observe(state, observed);
        double[][] z0 = learnt.encoded("forecast-start", study.start(), 3);
        assertThat(z0[2]).hasSize(3);
        learnt.pairs().closure().value().normalisation().invert(z0[2]);
        assertThat(Arrays.copyOf(z0[2], 2)).containsExactly(observed, within(1e-6));
        assertThat(learnt.forecast(4).values()[2][0]).containsExactly(z0[2], within(1e-6));
        assertThat(learnt.diagnose().verdicts()).isNotEmpty();
    }

    @Test
    void veryLargeSystemsHaveFewerStartsDrawnOneByOne() {
        Study<byte[]> huge = infection().large(INFECTION.on(Grid.square(2048)));
        assertThat(EncodedStarts.enough(huge, 1000)).isEqualTo(100);
        assertThat(EncodedStarts.enough(huge.large(INFECTION.on(Grid.square(1024))), 1000))
                .isEqualTo(256);
        assertThat(EncodedStarts.enough(infection(), 1000)).isEqualTo(1000);
        double[][] some = {{1}, {2}};
        double[][] more = EncodedStarts.repeated(some, 3);
        assertThat(more).isDeepEqualTo(new double[][] {{1}, {2}, {1}});
        more[0][0] = 5;
        assertThat(some[0][0]).isEqualTo(1);
        var closure = ClosureRule.<byte[]>observables()
                .fit(huge, infection().simulate())
                .value();
        Study<byte[]> large = huge.large(INFECTION.on(Grid.square(1024)));
        double[][] z0 = EncodedStarts.drawn(large, closure.on(Grid.square(1024)), "forecast-start", huge.start(), 6);
        byte[] state = new byte[1024 * 1024];
        double[] observed = new double[2];
        for (int run = 0; run < 6; run++) {
            large.start().draw(large.large(), state, RandomStreams.stream(large.seed(), "forecast-start", run));
            large.large().observe(state, observed);
            assertThat(z0[run]).containsExactly(observed, within(1e-6));
        }
    }

    /** Whoever learns several studies together takes parts, too; and every other word leaves the length as it is. */
    @Test
    void everyWayTakesTheSameParts() {
        Study<byte[]> study = spins(64).configurations(48, 4);
        assertThat(EvolvedTogether.pairs(List.of(study)).get(0).pairs().value().dz())
                .isEqualTo(made(study).dz());
        assertThat(Work.ofConfiguration(study, 1))
                .isEqualTo(Work.ofConfiguration(spins(32).configurations(48), 1));
        var assembled = (Enlarging.Assembled<byte[]>) study.recipe().enlarging();
        SmallRule<byte[]> runs = SmallRuns.alongForecast(4, 3, Span.time(1));
        assertThat(assembled.healing(2).kin(runs).alike().samples(7).longest()).isEqualTo(4);
        assertThat(assembled.kin(runs).longest()).isEqualTo(4);
    }

    /** A map of one's own may be of one size. */
    @Test
    void aClosureThatWasGivenIsFoundOnTheWhole() {
        Study<byte[]> open = Study.of(INFECTION).patch(Grid.square(8)).until(2);
        Study<byte[]> own = open.closure(ClosureRule.of("own", (state, region) -> state[region.site(0)]));
        assertThat(Sampled.of(SizeChoice.choose(own)).large().grid()).isEqualTo(Grid.square(96));
        assertThat(Sampled.of(SizeChoice.choose(open)).large().grid()).isEqualTo(Grid.square(64));
        assertThat(Sampled.of(SizeChoice.choose(open.closure(ClosureRule.correlations(2))))
                        .large()
                        .grid())
                .isEqualTo(Grid.square(64));
    }

    @Test
    void aLargeSystemIsLearntFromAPartAndSaysSo() {
        Study<byte[]> chosen = infection().choose().study();
        assertThat(chosen.large().grid()).isEqualTo(Grid.square(96));
        Choice size = chosen.recipe().freedom().choices().stream()
                .filter(one -> one.part() == Part.SIZE)
                .findFirst()
                .orElseThrow();
        assertThat(size.chosen()).isEqualTo("64×64, as a part of 96×96");
        assertThat(size.why()).contains("all 144 of them");
        assertThat(Work.sites(chosen)).isEqualTo(4096);
        assertThat(AmountChoice.most(chosen)).isEqualTo((int) (1.5e8 / 4096));
        assertThat(chosen.large(INFECTION.on(Grid.square(64)))
                        .choose()
                        .study()
                        .recipe()
                        .freedom()
                        .choices())
                .isEqualTo(chosen.recipe().freedom().choices());
        assertThat(Sampled.of(infection().until(3)).large().grid()).isEqualTo(Grid.square(96));
    }

    /** What was chosen for a small system does for a large one: the same configurations, and only λ is another. */
    @Test
    void whatWasLearntOfASmallSystemIsLearntOfALargeOneFromTheSameParts() {
        Study<byte[]> small = infection().large(INFECTION.on(Grid.square(64)));
        Learnt<byte[]> learnt = small.learn();
        Learnt<byte[]> large =
                learnt.study().large(INFECTION.on(Grid.square(256))).learn();
        assertThat(large.pairs().configurations().hash())
                .isEqualTo(learnt.pairs().configurations().hash());
        assertThat(large.pairs().pairs().value().dz())
                .isEqualTo(learnt.pairs().pairs().value().dz());
        assertThat(large.lambda()).isEqualTo(16 * learnt.lambda());
        assertThat(large.choices().stringColumn("what").asList()).contains("size");
        assertThat(learnt.choices().stringColumn("what").asList()).doesNotContain("size");
    }

    @Test
    void aSweepOverSizesTakesPartsOfLargeSystems() {
        Study<byte[]> open = Study.of(INFECTION).patch(Grid.square(8)).until(2);
        List<Integer> sites = Sweep.over(open, "size", 32, 64, 512).cases().stream()
                .map(one -> Work.sites(one.study()))
                .toList();
        assertThat(sites).containsExactly(1024, 4096, 4096);
        assertThat(Work.sites(Sweep.over(open.recipe(recipe -> recipe), "size", 128)
                        .cases()
                        .get(0)
                        .study()))
                .isEqualTo(128 * 128);
    }

    @Test
    void sizesThatWereGivenStay() {
        Study<byte[]> given = infection().configurations(70, 6);
        assertThat(given.recipe().freedom().open()).doesNotContain(Part.SIZE, Part.AMOUNT);
        Study<byte[]> later = given.until(3);
        assertThat(Sampled.of(later).large().grid()).isEqualTo(Grid.square(48));
        assertThat(AmountChoice.count(later)).isEqualTo(70);
        assertThat(later.recipe().enlarging().toString()).endsWith(", longest=6]");
        assertThat(infection().recipe().enlarging().toString()).doesNotContain("longest");
    }

    @Test
    void refusesWhatIsNoPart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> infection().configurations(9, 3))
                .withMessage("configurations of at most 3 patches along each axis: must be 4 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> infection().recipe(Recipe.paper()).configurations(9, 4))
                .withMessage(
                        "configurations of 4 patches along each axis: those of this recipe are as large as the system;"
                                + " give recipe(...) with Assembled");
        Study<byte[]> part = spins(64).configurations(48, 4);
        var configurations = part.enlarge(part.simulate());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> part.rates(configurations))
                .withMessageContaining("32×32: must be of the large system, 64×64");
    }
}
