package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.metrics.PrintedTables;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.EnsembleForecast;
import org.macrodyn.sde.Scheme;
import org.macrodyn.sde.TrainingSettings;

/** Ornstein–Uhlenbeck cells, whose mean and variance are known at all times, without faults and with one of each kind. */
class CertificateTest {
    private static final int CELLS = 64;
    private static final OrnsteinUhlenbeck EXACT = new OrnsteinUhlenbeck(1, 0, 0.5 / Math.sqrt(CELLS));

    private static Certificate right;
    private static Ladder<float[]> ladder;

    private static Study<float[]> study() {
        return Cells.study()
                .large(new Cells(Grid.line(1, CELLS), 1, 0.5, 2))
                .recipe(recipe -> recipe.with(SmallRuns.alongForecast(32, 161, Span.time(1.0 / 160))))
                .configurations(400)
                .repeats(64)
                .training(TrainingSettings.of(1)
                        .withBatch(64)
                        .withEpochs(40)
                        .withLearningRate(LearningRate.cosine(1e-2)));
    }

    /** The increments of another system: all of them too small. */
    private record Scaled(PairRule<float[]> pairs, float factor) implements PairRule<float[]> {
        @Override
        public Kept<MacroPairs> make(
                Study<float[]> study, Kept<Snapshots<float[]>> configurations, Kept<ClosureModel<float[]>> closure) {
            Kept<MacroPairs> made = pairs.make(study, configurations, closure);
            MacroPairs right = made.value();
            float[] dz = right.dz().clone();
            for (int i = 0; i < dz.length; i++) {
                dz[i] *= factor;
            }
            MacroPairs wrong = new MacroPairs(right.names(), right.z0(), dz, right.dt(), right.group());
            return made.then(wrong, "*" + factor);
        }

        @Override
        public int substeps(double time, double step) {
            return pairs.substeps(time, step);
        }

        @Override
        public Scheme scheme() {
            return pairs.scheme();
        }
    }

    /** Half of the cells, by their places, do not move, or only while they are above 1.6. */
    private record Frozen(Grid grid, boolean late) implements LocalModel<float[]> {
        @Override
        public Frozen on(Grid other) {
            return new Frozen(other, late);
        }

        private Cells cells() {
            return new Cells(grid, 1, 0.5, 2);
        }

        @Override
        public StateType<float[]> stateType() {
            return StateType.FLOATS;
        }

        @Override
        public void initialise(float[] state, RandomGenerator random) {
            cells().initialise(state, random);
        }

        @Override
        public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
            float[] before = state.clone();
            double time = cells().evolve(state, region, span, random);
            for (int site = 0; site < state.length; site++) {
                boolean rests = RandomStreams.stream(0, "frozen", site).nextBoolean();
                state[site] = rests && !(late && before[site] > 1.6) ? before[site] : state[site];
            }
            return time;
        }

        @Override
        public List<String> observables() {
            return cells().observables();
        }

        @Override
        public void addShare(float[] state, int site, double[] sums) {
            cells().addShare(state, site, sums);
        }
    }

    /** Small systems have other cells that rest than the large one: no error of theirs is the large one's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsFrozenIntoSitesIsNotCertified(boolean late) {
        Certificate frozen = certified(Study.of(new Frozen(Grid.line(1, CELLS), late))
                .patch(Grid.line(1, 8))
                .from((float[] state, RandomGenerator random) -> Arrays.fill(state, 2))
                .until(1)
                .seed(7)
                .recipe(study().recipe()));
        assertThat(frozen.level()).isEqualTo(Certificate.Level.NOT_CERTIFIED);
        assertThat(frozen.reason())
                .startsWith("patches are not alike: the same state moves otherwise in one than in another (by ");
    }

    @BeforeAll
    static void certify() {
        Learnt<float[]> learnt = study().learn();
        ladder = Ladder.of(learnt.study(), 2, 400);
        right = learnt.certify(ladder);
    }

    private static Certificate certified(Study<float[]> study) {
        Learnt<float[]> learnt = study.learn();
        return learnt.certify(Ladder.of(learnt.study(), 2, 400));
    }

    /** The error of the mean against the exact one is what was predicted, within what the ladder could see. */
    @Test
    void theRightForecastIsCertified() {
        assertThat(right.level()).as(right.reason()).isEqualTo(Certificate.Level.CERTIFIED);
        assertThat(right.until()).isEqualTo(1);
        Certificate.OfObservable m = right.observables().get(0);
        EnsembleForecast forecast = right.forecast();
        double[] mean = forecast.mean(0);
        double worst = 0;
        for (int k = 0; k < mean.length; k++) {
            worst = Math.max(worst, Math.abs(mean[k] - EXACT.mean(2, 0.01 * k)) / 2);
        }
        assertThat(worst).isLessThan(m.bound()).isLessThan(Certificate.TOLERANCE);
        double variance = EXACT.variance(1) / 399;
        double chance = Math.sqrt(2 * variance) / 2;
        assertThat(ladder.meanError(0)[100] / 2).as("e of half of the cells").isCloseTo(chance, within(0.15 * chance));
        assertThat(m.error()).as("of its parts").isCloseTo(ofParts(), within(1e-9));
        assertThat(m.spread()).isCloseTo(1, within(4 / Math.sqrt(2 * 400)));
    }

    /** The largest √(max (κD)²/3 + e²), in units of the largest root mean square. */
    private static double ofParts() {
        EnsembleForecast forecast = right.forecast();
        double[] toCome = ladder.toCome(0);
        double[] e = ladder.meanError(0);
        double range = 0;
        double largest = 0;
        double size = 0;
        for (int k = 0; k < e.length; k++) {
            range = Math.max(range, Math.abs(toCome[k]));
            largest = Math.max(largest, Math.sqrt(range * range / 3 + e[k] * e[k]));
            size = Math.max(size, Math.hypot(forecast.mean(0)[k], forecast.totalSpread(0)[k]));
        }
        return largest / size;
    }

    /** s(t) of the bands is that of a run: √variance, with the small errors of the mean beside it. */
    @Test
    void itsBandsAreThoseOfARun() {
        for (int k : new int[] {20, 50, 100}) {
            double exact = Math.sqrt(EXACT.variance(0.01 * k));
            assertThat(right.deviation()[0][k] / exact).as("t = %s", 0.01 * k).isCloseTo(1, within(0.25));
        }
        assertThat(right.toString())
                .startsWith("CERTIFIED: means are known to ± ")
                .contains("1/side; the SDE alone is wrong by ");
        assertThat(right.table().name()).isEqualTo("certified");
        PrintedTables.requireSixDigits(right.table());
    }

    /** Exact runs: errors and bands are as they were expected; runs that are 0.1 higher miss both. */
    @Test
    void whatBecameTrueIsTold() {
        Trajectories truth = study().truth(400);
        Certificate.Outcome m = right.against(truth).get(0);
        double largest = 0;
        for (int k = 1; k <= 100; k++) {
            double chance = Math.sqrt(EXACT.variance(0.01 * k) / 399) / 2;
            largest = Math.max(largest, Math.hypot(right.doubts().get(0).expected(k), chance));
        }
        assertThat(m.predicted())
                .as("the largest of some that are nearly independent")
                .isBetween(largest, 2 * largest);
        assertThat(right.compare(truth).observables().get(0).worst()).isCloseTo(m.error(), within(1e-3));
        double worst = 0;
        for (int k = 1; k <= 100; k++) {
            worst = Math.max(worst, Math.abs(right.forecast().mean(0)[k] - truth.mean(0)[k]) / 2);
        }
        assertThat(m.error()).isCloseTo(worst, within(1e-12));
        assertThat(m.noise()).isCloseTo(3 * Math.sqrt(EXACT.variance(1)) / 20 / 2, within(0.15 * m.noise()));
        assertThat(m.inNinety()).isCloseTo(0.9, within(4 * Math.sqrt(0.09 / 400)));
        assertThat(m.held()).isTrue();
        assertThat(right.overHorizon(truth)).isEqualTo(right.against(truth));
        double[] from = new double[101];
        Arrays.fill(from, 1, from.length, 0.1);
        Trajectories higher = truth.moved(new double[][] {from});
        Certificate.Outcome missed = right.against(higher).get(0);
        assertThat(missed.error()).isCloseTo(0.1 / 2.1, within(0.01));
        assertThat(missed.inNinety()).isLessThan(0.8);
        assertThat(missed.held()).isFalse();
        Trajectories alone = study().truth(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> right.against(alone))
                .withMessage("truth of 1 run: must be 2 or more, so that its chance is known; study.truth(100)");
    }

    @Test
    void aTruthFromElsewhereIsRefused() {
        Trajectories elsewhere = study().from((float[] state, RandomGenerator random) -> Arrays.fill(state, 1.9f))
                .truth(20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> right.against(elsewhere))
                .withMessage("truth starts at m = 1.900, the forecast at 2.000:"
                        + " must be of the same system and start, see study.truth(runs)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> right.compare(elsewhere))
                .withMessageStartingWith("truth starts at m = ");
    }

    /**
     * dm = −0.6 m dt in place of −m dt: the SDE's mean is wrong by e^(−0.6 t) − e^(−t) of 2, a twentieth at t = 0.14. Small
     * systems know the right mean at all times, but nothing is certified of an SDE that is not the system's.
     */
    @Test
    void aWrongSdeIsSeenTakenOffAndNamed() {
        Certificate wrong = certified(study().recipe(recipe -> recipe.with(new Scaled(recipe.pairs(), 0.6f))));
        assertThat(wrong.level()).as(wrong.reason()).isEqualTo(Certificate.Level.CERTIFIED_UNTIL);
        assertThat(wrong.until()).isBetween(0.11, 0.17);
        assertThat(wrong.reason())
                .startsWith("the SDE's mean of m is wrong by 5.2 %")
                .contains("configurations; runs of the SDE alone spread 0.6");
        Certificate.OfObservable m = wrong.observables().get(0);
        assertThat(m.correction()).isCloseTo(Judgement.MOST, within(0.005));
        for (int k : new int[] {20, 50, 100}) {
            assertThat(wrong.forecast().mean(0)[k] / 2).isCloseTo(Math.exp(-0.01 * k), within(0.01));
        }
        Trajectories truth = study().truth(400);
        assertThat(wrong.overHorizon(truth).get(0).error()).isLessThan(0.02);
        assertThat(wrong.toString()).startsWith("CERTIFIED UNTIL t = 0.");
    }

    /** dm = −0.9 m dt: the SDE's mean is wrong by e^(−0.9 t) − e^(−t) of 2, at most 4 %, and the forecast is right. */
    @Test
    void anSdeThatIsNearIsCorrectedAndCertified() {
        Certificate near = certified(study().recipe(recipe -> recipe.with(new Scaled(recipe.pairs(), 0.9f))));
        assertThat(near.level()).as(near.reason()).isEqualTo(Certificate.Level.CERTIFIED);
        double end = Math.exp(-0.9) - Math.exp(-1);
        assertThat(near.observables().get(0).correction()).isCloseTo(end, within(0.1 * end));
        assertThat(near.overHorizon(study().truth(400)).get(0).held()).isTrue();
    }

    /** λ = 4 K gives half the noise: the table tells, and bands are those of the system all the same. */
    @Test
    void anSdeWithHalfTheNoiseIsToldByItsSpread() {
        LambdaRule four = patches -> 4 * patches;
        Certificate narrow =
                certified(study().recipe(recipe -> recipe.with(recipe.fit().with(four))));
        assertThat(narrow.observables().get(0).spread()).isCloseTo(0.5, within(0.06));
        double exact = Math.sqrt(EXACT.variance(1));
        assertThat(narrow.deviation()[0][100] / exact).isCloseTo(1, within(0.25));
        double chance = Math.hypot(1 / Math.sqrt(2 * 400.0), 1 / Math.sqrt(2 * 2000.0));
        assertThat(narrow.forecast().intrinsicSpread(0)[100] / exact).isCloseTo(1, within(4 * chance));
    }

    /** Small runs from −1 … 1 do not tell what happens at 2. */
    @Test
    void whereThereAreNoDataNothingIsCertified() {
        Study<float[]> elsewhere = study().large(new Cells(Grid.line(1, CELLS), 1, 0.5, 1))
                .recipe(recipe -> recipe.with(SmallRuns.initialised(32, 6, Optional.of(Span.time(0.2)))));
        Certificate none = certified(elsewhere);
        assertThat(none.level()).isEqualTo(Certificate.Level.NOT_CERTIFIED);
        assertThat(none.reason()).startsWith("at t = 0.00 100 % of the runs are where there are no training data");
    }

    @Test
    void theLadderOfAnotherStudyIsRefused() {
        Learnt<float[]> learnt = study().learn();
        for (Study<float[]> other : List.of(
                study().until(2 * study().until()),
                study().large(new Cells(study().large().grid(), 3, 0.5, 2)))) {
            Ladder<float[]> ladder = Ladder.of(other, 1, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> learnt.certify(ladder))
                    .withMessageStartingWith("ladder of ")
                    .withMessageEndingWith(": must be of the same study, see Ladder.of");
        }
    }

    @Test
    void withoutALadderNothingIsCertified() {
        Certificate none = study().learn().certify(Ladder.of(study(), 0, 2));
        assertThat(none.level()).isEqualTo(Certificate.Level.NOT_CERTIFIED);
        assertThat(none.toString()).startsWith("NOT CERTIFIED: no system between a patch and this one");
        assertThat(Arrays.stream(none.deviation()).count()).isZero();
    }
}
