package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.run.Trajectories;
import org.macrodyn.study.Freedom.Part;

/** Choices of which the right one is known. */
class ChoicesKnownTest {
    private static final int STEPS = 320;

    /** Sites that know nothing of each other. */
    private static final RuleModel FREE = Rules.on(Grid.square(32))
            .states("o", "x")
            .change("o -> x", 1)
            .change("x -> o", 0.5)
            .observe("x");

    /** Equal runs from the start, and others that do not count. */
    private static Trajectories pilot(DoubleUnaryOperator mean) {
        double[] times = new double[STEPS + 1];
        Arrays.setAll(times, k -> k / (double) STEPS);
        double[][][] values = new double[4][STEPS + 1][1];
        for (int k = 0; k <= STEPS; k++) {
            values[0][k][0] = values[2][k][0] = mean.applyAsDouble(times[k]);
            values[1][k][0] = k % 2;
            values[3][k][0] = 1 - k % 2;
        }
        double[][] all = {times, times, times, times};
        return new Trajectories(List.of("z"), all, values);
    }

    /**
     * w = t/2 + (1 − e^(−20t))/2 at ends of windows: at t = 1/40 it is 0.0125 + 0.1967, so that 34 of 161 ages are not later, and
     * at t = 1/2 it is 3/4.
     */
    @Test
    void agesLieWhereTheSystemChanges() {
        List<Integer> ages = RunsChoice.ages(pilot(t -> Math.exp(-20 * t)));
        assertThat(ages).startsWith(0).endsWith(STEPS).isSorted().doesNotHaveDuplicates();
        assertThat(ages.stream().filter(age -> age <= STEPS / 40).count()).isBetween(8L, 9L);
        assertThat(ages.stream().filter(age -> age > 0.51 * STEPS).count()).isEqualTo(40);
    }

    /** Where nothing relaxes, ages are even; where it goes at one speed, too. */
    @Test
    void withoutRelaxationAgesAreEven() {
        for (DoubleUnaryOperator mean : List.<DoubleUnaryOperator>of(t -> 1, t -> t)) {
            List<Integer> ages = RunsChoice.ages(pilot(mean));
            assertThat(ages).hasSize(161);
            for (int i = 0; i < 161; i++) {
                assertThat(ages.get(i)).isEqualTo(2 * i);
            }
        }
    }

    /** Free sites that all start in the other state. */
    private static Study<byte[]> free(int side, double until) {
        return Study.of(FREE)
                .patch(Grid.square(side))
                .from(FREE.start("x", 0)::initialise)
                .until(until);
    }

    /** An OU field makes 50 steps a unit of time; free sites change at 2/3 · 1/2 + 1/3 · 1 = 2/3, from 1 on. */
    @Test
    void workIsCountedInUpdatesOfSites() {
        assertThat(RunsChoice.rate(Cells.study())).isCloseTo(50, within(1e-9));
        Study<byte[]> study = free(16, 8);
        assertThat(RunsChoice.rate(study)).isBetween(0.6, 1.05);
        double sites = 32 * 32;
        double assembled = sites / 4 + sites * 4 * 0.4 * 2;
        assertThat(Work.ofConfiguration(study.generated(), 2) * 2e7).isCloseTo(assembled + sites / 4, within(1e-6));
        double evolved = 64 * 256 * (0.08 * 2 + 0.5);
        assertThat(Work.ofConfiguration(study, 2) * 2e7).isCloseTo(assembled + evolved, within(1e-6));
        assertThat(Work.ofTraining(study, 3)).isCloseTo(200.0 * 6 / 256 / 5000, within(1e-12));
    }

    /** The frames of short equal steps, and their ages. */
    @Test
    void agedRunsAreSomeFramesOfTheSameRuns() {
        SmallRuns<byte[]> fine = SmallRuns.alongForecast(3, 9, Span.time(0.25));
        AgedRuns<byte[]> some = new AgedRuns<>(fine, List.of(0, 1, 3, 8));
        Study<byte[]> study = Study.of(FREE).patch(Grid.square(8)).until(2);
        Snapshots<byte[]> all = fine.simulate(study).value();
        Kept<Snapshots<byte[]>> kept = some.simulate(study);
        assertThat(some.frames()).isEqualTo(4);
        assertThat(some.ages()).containsExactly(new double[] {0, 0.125, 0.375, 1}, within(1e-15));
        assertThat(kept.value().size()).isEqualTo(12);
        byte[] one = new byte[64];
        byte[] other = new byte[64];
        for (int run = 0; run < 3; run++) {
            for (int i = 0; i < 4; i++) {
                kept.value().get(run * 4 + i, one);
                all.get(run * 9 + some.kept().get(i), other);
                assertThat(one).isEqualTo(other);
            }
        }
        for (List<Integer> wrong : List.of(List.<Integer>of(), List.of(1, 1), List.of(0, 9), List.of(-1, 2))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new AgedRuns<>(fine, wrong));
        }
    }

    private static Study<byte[]> spins(double coupling) {
        double[][] energy = {{-coupling, coupling}, {coupling, -coupling}};
        RuleModel spins = Rules.on(Grid.square(32))
                .states("down", "up")
                .energy(energy)
                .heatBath(2.4)
                .observe("up", "up|down");
        return Study.of(spins)
                .patch(Grid.square(8))
                .from(spins.start("up", 0.9)::initialise)
                .until(4)
                .generated();
    }

    private static Freedom.Choice healing(Study<byte[]> study) {
        return healing(study, 100);
    }

    private static <S> Freedom.Choice healing(Study<S> study, double budget) {
        return HealingChoice.choose(study, new Work(budget))
                .recipe()
                .freedom()
                .choices()
                .get(0);
    }

    @Test
    void seamsOfSitesThatKnowNothingOfEachOtherNeedNoHealing() {
        Study<byte[]> free = free(8, 4);
        Freedom.Choice choice = healing(free.generated());
        assertThat(choice.chosen()).isEqualTo("mates: runs with one start; none, tiles apart");
        assertThat(healing(free).chosen())
                .as("where patches evolve, rates tell the drift all the same")
                .isEqualTo("mates: runs with one start; none");
    }

    /** Another horizon opens the choice again: tiles that were taken apart are together until it is made. */
    @Test
    void tilesApartAreChosenAnewForAnotherHorizon() {
        Study<byte[]> free = free(8, 4);
        Study<byte[]> apart = HealingChoice.choose(free.generated(), new Work(100));
        apart.requireFit();
        assertThat(apart.recipe().pairs()).isEqualTo(new GeneratedPairs<>(true));
        Study<byte[]> longer = apart.until(8);
        longer.requireFit();
        assertThat(longer.recipe().pairs()).isEqualTo(new GeneratedPairs<>());
        Recipe<byte[]> together = apart.recipe().together(0.5);
        assertThat(together.pairs()).isEqualTo(new GeneratedPairs<>());
        assertThat(HealingChoice.time((Enlarging.Assembled<byte[]>) together.enlarging()))
                .isEqualTo(0.5);
        assertThat(longer.recipe().together(0.5)).isEqualTo(longer.recipe());
        Study<byte[]> again = HealingChoice.choose(apart, new Work(100));
        assertThat(again.recipe().pairs()).as("chosen twice").isEqualTo(new GeneratedPairs<>(true));
        assertThat(again.recipe().freedom().choices().get(0).why())
                .isEqualTo(apart.recipe().freedom().choices().get(0).why());
    }

    /** Simulated systems have no tiles, whatever was chosen before. */
    @Test
    void whatWasTakenApartIsMeasuredAsAWhole() {
        Study<byte[]> spins = spins(1);
        var tiles = ((Enlarging.Assembled<byte[]>) spins.recipe().enlarging()).healing(0);
        Study<byte[]> apart = spins.with(spins.recipe().with(tiles).with(new GeneratedPairs<>(true)));
        assertThat(healing(apart).why()).isEqualTo(healing(spins).why());
    }

    /** Spins at their neighbours' mercy have fewer unlike bonds than seams do. */
    @Test
    void seamsOfSpinsDo() {
        Freedom.Choice coupled = healing(spins(1));
        assertThat(coupled.part()).isEqualTo(Part.HEALING);
        assertThat(coupled.chosen()).startsWith("mates: runs with one start; windows of 16 for ");
    }

    /** Tiles of all densities side by side are no part of what starts at one density: those that started alike are mates. */
    @Test
    void aStartOfManyDensitiesHasMatesOfEach() {
        Study<byte[]> spins = spins(1);
        Study<byte[]> mixed = spins.from((model, state, random) -> {
            double up = random.nextDouble();
            for (int i = 0; i < state.length; i++) {
                state[i] = (byte) (random.nextDouble() < up ? 1 : 0);
            }
        });
        assertThat(healing(mixed).chosen()).startsWith("mates: runs with one start; ");
    }

    /**
     * ⟨m²⟩ and ⟨e²⟩ in units of ⟨b²⟩. Drifts are off by 1 and 3 in the first quarter, by 0, 0 and 6 in the second, nothing is in
     * the others: m = 2 and 2; variances 1 and 8, of 2 and 3 assembled systems and of 256 simulated ones that they are held
     * against. b = 5 in all, but for the other observable, which is not asked for.
     */
    @Test
    void howFarADriftIsOffAndHowWellThatIsKnown() {
        double[][] made = {{7, 6}, {7, 8}, {7, 5}, {7, 5}, {7, 11}};
        double[][] expected = {{1, 5}, {1, 5}, {1, 5}, {1, 5}, {1, 5}};
        DriftSample sample = new DriftSample(new double[5][2], made);
        HealingChoice.Off off = HealingChoice.off(0.3, sample, expected, new int[] {0, 0, 1, 1, 1}, 1, 256);
        assertThat(off.time()).isEqualTo(0.3);
        assertThat(off.share()).isCloseTo(Math.sqrt((4 + 4) / 2.0) / 5, within(1e-12));
        double simulated = (1 + 8) / 256.0;
        assertThat(off.chance()).isCloseTo(Math.sqrt((1.0 / 1 + 8.0 / 2 + simulated) / 2) / 5, within(1e-12));
    }

    /**
     * Twelve ages of each run, two samples of each configuration: the 30th sample is of the 15th configuration, the fourth age of
     * the second run.
     */
    @Test
    void aSampleIsOfTheAgeOfItsConfiguration() {
        assertThat(IntStream.of(0, 5, 6, 23, 30, 95).map(sample -> HealingChoice.quarter(sample, 96, 4, 12)))
                .containsExactly(0, 0, 1, 3, 1, 3);
    }

    /**
     * Of b = z at 0, 0.01, … 0.99 the 48 nearest to what lies above are 0.52 to 0.99: the plane may go as far beyond as they
     * reach, to 1.46.
     */
    @Test
    void aPlaneGoesAsFarBeyondTheNearestAsTheyReach() {
        double[][] z = new double[100][];
        Arrays.setAll(z, i -> new double[] {i / 100.0});
        DriftSample sample = new DriftSample(z, z);
        double[] unit = {1};
        for (double[] where : new double[][] {{0.7, 0.7}, {1.2, 1.2}, {3, 1.46}, {-3, -0.47}}) {
            double[] at = {where[0]};
            assertThat(sample.at(at, unit, sample.nearest(at, unit))[0]).isCloseTo(where[1], within(1e-9));
        }
    }

    /** Without rates the drift of strong noise is known to about a seventh: the usual tenth of the horizon is taken. */
    @Test
    void whatNoiseHidesIsNotChosen() {
        Study<float[]> noisy = Study.of(new Cells(Grid.line(1, 64), 0.1, 3, 1))
                .patch(Grid.line(1, 16))
                .from((float[] state, RandomGenerator random) -> Arrays.fill(state, 1))
                .until(2)
                .step(0.02);
        Freedom.Choice choice = healing(noisy, 10);
        assertThat(choice.chosen()).isEqualTo("windows of 16 for 0.200");
        assertThat(choice.why())
                .endsWith("known too little to tell one time from another; the usual tenth of the horizon");
    }

    /**
     * 16 and 32 cells for 2 at 50 steps a unit of time, and 13 pairs of each; a quarter of the budget is for 32 of them or none.
     */
    @Test
    void whatTheBudgetDoesNotPayForIsNotMeasured() {
        Study<byte[]> free = free(8, 4).generated();
        double rate = RunsChoice.rate(free);
        double visits = 13 * 2 * 256 / 4.0;
        double each = ((64 + 256) * 4 * rate + visits) / Work.UPDATES;
        Work enough = new Work(4 * 32.1 * each);
        assertThat(HealingChoice.choose(free, enough)
                        .recipe()
                        .freedom()
                        .choices()
                        .get(0)
                        .why())
                .startsWith("drift of 16×16 by its tiles apart");
        assertThat(enough.left()).isLessThan(enough.budget() - 32 * each);
        Freedom.Choice dear = healing(free, 4 * 31.9 * each);
        assertThat(dear.chosen()).isEqualTo("windows of 16 for 0.400");
        assertThat(dear.why())
                .matches(
                        "32 direct simulations of 16×16, \\d+ nominal seconds, are above the budget's share; the usual tenth of"
                                + " the horizon");
    }

    /** The large system is never simulated: two patches a side leave nothing to look at. */
    @Test
    void ofTwoPatchesNothingIsMeasured() {
        Study<byte[]> two = Study.of(FREE).patch(Grid.square(16)).until(4);
        var heard = new TinyStudy.Heard();
        Freedom.Choice choice = healing(two.telling(heard));
        assertThat(choice.chosen()).isEqualTo("windows of 16 for 0.400");
        assertThat(choice.why()).startsWith("nothing between a patch and the system tells");
        assertThat(heard.started()).isEmpty();
    }

    /**
     * A ring of spins at equilibrium, of two patches of p: C(r) ∝ t^r + t^(2p−r), t = tanh K, ξ = −1/ln t. With K = 0.4, ρ(p/2)
     * is 0.11 for p = 4 and 0.021 for 8; with K = 1, 0.091 for p = 16 and 0.0127 for 32.
     */
    @Test
    void patchesAreAsLongAsCorrelations() {
        assertThat(patch(0.4)).isEqualTo(Grid.line(1, 8));
        assertThat(patch(1)).isEqualTo(Grid.line(1, 32));
    }

    private static Grid patch(double coupling) {
        double[][] energy = {{-1, 1}, {1, -1}};
        RuleModel ring = Rules.on(Grid.line(1, 256))
                .states("down", "up")
                .energy(energy)
                .heatBath(1 / coupling)
                .observe("up");
        Study<byte[]> study =
                Study.of(ring).patch().from(ring.start("up", 0.5)::initialise).until(60);
        assertThat(study.patches().patch()).isEqualTo(Grid.line(1, 64));
        Study<byte[]> chosen = PatchChoice.choose(study, new Work(1));
        assertThat(chosen.recipe().freedom().isOpen(Part.PATCH)).isFalse();
        return chosen.patches().patch();
    }

    @Test
    void aPatchThatNothingTellsIsAQuarter() {
        assertThat(PatchChoice.part(Grid.cube(16), 4)).isEqualTo(Grid.cube(4));
        assertThat(PatchChoice.part(new Grid(3, 1, 8, 12), 4)).isEqualTo(new Grid(3, 1, 2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Study.of(FREE.on(Grid.square(30))).patch())
                .withMessage("patch of a 4th of 30×30: must divide it, choose patch(...) yourself");
    }

    /** Counts of 0 and 1: of what is beside them the plane knows nothing, and rounding must not speak for it. */
    @Test
    void aPlaneSaysNothingBesideThoseNearest() {
        double[][] z = new double[100][2];
        double[][] drift = new double[100][2];
        for (int i = 0; i < 100; i++) {
            z[i] = new double[] {i / 100.0, 1e-5 * Math.sin(i)};
            drift[i] = new double[] {i % 2, Math.sin(7.0 * i)};
        }
        DriftSample sample = new DriftSample(z, drift);
        double[] at = {0.5, 1};
        double[] unit = {1, 1};
        double[] found = sample.at(at, unit, sample.nearest(at, unit));
        assertThat(found[0]).isBetween(-1.0, 2.0);
        assertThat(found[1]).isBetween(-3.0, 3.0);
    }

    /** b = 3 z₀ − 2 z₁ + 1 is the same by every plane. */
    @Test
    void aPlaneIsFoundFromThoseNearest() {
        double[][] z = new double[100][2];
        double[][] drift = new double[100][2];
        for (int i = 0; i < 100; i++) {
            z[i] = new double[] {Math.sin(i), Math.cos(3.0 * i)};
            drift[i] = new double[] {3 * z[i][0] - 2 * z[i][1] + 1, 0};
        }
        DriftSample sample = new DriftSample(z, drift);
        double[] at = {0.2, -0.1};
        int[] nearest = sample.nearest(at, sample.unit());
        assertThat(nearest).hasSize(48).doesNotHaveDuplicates();
        assertThat(sample.at(at, sample.unit(), nearest)).containsExactly(new double[] {1.8, 0}, within(1e-9));
        double first =
                Math.hypot((z[nearest[0]][0] - 0.2) / sample.unit()[0], (z[nearest[0]][1] + 0.1) / sample.unit()[1]);
        for (double[] other : z) {
            assertThat(Math.hypot((other[0] - 0.2) / sample.unit()[0], (other[1] + 0.1) / sample.unit()[1]))
                    .isGreaterThanOrEqualTo(first - 1e-12);
        }
    }

    /** In one dimension from a point, with a horizon of ten relaxation times: forecasts are where there are data. */
    @Test
    void betweenTwoAgesThereAreData() {
        Study<byte[]> study = Study.of(FREE)
                .patch(Grid.square(8))
                .from(FREE.start("x", 0)::initialise)
                .until(7)
                .configurations(400)
                .generated();
        Study<byte[]> chosen = RunsChoice.choose(study, new Work(100));
        Study.Pairs<byte[]> pairs = chosen.evolve(chosen.enlarge(chosen.simulate()));
        double[] outside = new DataRange(pairs.pairs().value()).outside(chosen.truth(40));
        assertThat(Arrays.stream(outside).max().orElseThrow()).isLessThan(0.05);
    }

    /** A horizon that no budget was meant for is a mistake, and said before any work. */
    @Test
    void aHorizonFarBeyondTheBudgetIsRefused() {
        String start = "until = 100000000: 64 pilot runs of 8×8 to there take ";
        String end = " nominal seconds, the budget is 1: give a shorter horizon, or a larger budget(…)";
        var refused = assertThatIllegalArgumentException()
                .isThrownBy(() -> RunsChoice.choose(free(8, 1e8), new Work(1)))
                .withMessageStartingWith(start)
                .withMessageEndingWith(end)
                .actual();
        double updates = 64 * 64 * 1e8 * RunsChoice.rate(free(8, 10));
        assertThat(Double.parseDouble(refused.getMessage().replace(start, "").replace(end, "")))
                .isCloseTo(updates / Work.UPDATES, withinPercentage(25));
    }

    @Test
    void runsThatCostTooMuchAreFewer() {
        Study<byte[]> study = Study.of(FREE).patch(Grid.square(8)).until(7);
        double each = 64 * 7 * RunsChoice.rate(study) / Work.UPDATES;
        Study<byte[]> chosen = RunsChoice.choose(study, new Work(4 * 100.5 * each));
        assertThat(((AgedRuns<byte[]>) chosen.recipe().small()).runs().runs()).isEqualTo(100);
        assertThat(((AgedRuns<byte[]>) RunsChoice.choose(study, new Work(1e-9))
                                .recipe()
                                .small())
                        .runs())
                .isEqualTo(SmallRuns.alongForecast(32, STEPS + 1, Span.time(7.0 / STEPS)));
        assertThat(Optional.of(chosen.recipe().freedom().choices().get(0).why()))
                .hasValueSatisfying(why -> assertThat(why).endsWith("; the budget allows no more"));
    }
}
