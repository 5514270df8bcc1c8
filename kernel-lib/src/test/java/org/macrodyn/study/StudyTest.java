package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/** The stages of a study of 16² spins, one by one and in a chain. */
class StudyTest {
    private static final Study<byte[]> STUDY = TinyStudy.study();
    private static final double[] Z = {0.3, 0.4};

    private static double[] observed(Ising model, Snapshots<byte[]> states, int index) {
        byte[] state = new byte[model.grid().sites()];
        states.get(index, state);
        double[] z = new double[2];
        model.observe(state, z);
        return z;
    }

    /** Run by run; every second run starts where forecasts do, m = ½, the others from the model's own distribution. */
    @Test
    void smallSystemsHaveThePatchesSizeAndRunAlongTheForecast() {
        Snapshots<byte[]> small = STUDY.simulate().value();
        assertThat(small.grid()).isEqualTo(Grid.square(8));
        assertThat(small.size()).isEqualTo(TinyStudy.RUNS * TinyStudy.FRAMES);
        Ising model = (Ising) STUDY.small();
        assertThat(model.temperature()).isEqualTo(3);
        int elsewhere = 0;
        for (int run = 0; run < TinyStudy.RUNS; run++) {
            double m = observed(model, small, run * TinyStudy.FRAMES)[0];
            if (run % 2 == 0) {
                assertThat(m).isEqualTo(0.5);
            } else {
                elsewhere += m == 0.5 ? 0 : 1;
            }
        }
        assertThat(elsewhere).isGreaterThanOrEqualTo(TinyStudy.RUNS / 2 - 1);
    }

    @Test
    void largeConfigurationsAreMadeOfSmallOnes() {
        Snapshots<byte[]> large = STUDY.enlarge(STUDY.simulate()).value();
        assertThat(large.grid()).isEqualTo(Grid.square(16));
        assertThat(large.size()).isEqualTo(TinyStudy.CONFIGURATIONS);
    }

    /** A configuration's pairs are those of partial evolution with the study's choices, by their mean and covariance. */
    @Test
    void pairsAreThoseOfPartialEvolution() {
        Kept<Snapshots<byte[]>> large = STUDY.enlarge(STUDY.simulate());
        Study.Pairs<byte[]> pairs = STUDY.evolve(large);
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                STUDY.large(),
                STUDY.patches(),
                PatchBoundary.halo(2),
                Span.time(TinyStudy.UNTIL / 100),
                TinyStudy.REPEATS,
                STUDY.seed());
        MacroPairs all = new ObservablesOnly<>(STUDY.large())
                .encodeAll(evolution, large.value(), Increment.OURS, 1, ProgressListener.NONE);
        MacroPairs expected = all.condensed(TinyStudy.REPEATS);
        MacroPairs found = pairs.pairs().value();
        assertThat(found.names()).containsExactly("magnetisation", "domain-wall density");
        assertThat(found.meanTime()).isCloseTo(0.04, within(1e-6));
        assertThat(found.size()).isEqualTo(expected.size());
        assertThat(sums(found, found.dz())).containsExactly(sums(expected, expected.dz()), within(1e-3));
        assertThat(pairs.configurations()).isSameAs(large);
    }

    private static double[] sums(MacroPairs pairs, float[] values) {
        return IntStream.range(0, pairs.dimension())
                .mapToDouble(c -> IntStream.range(0, pairs.size())
                        .mapToDouble(i -> values[i * pairs.dimension() + c])
                        .sum())
                .toArray();
    }

    @Test
    void learningIsTheChainOfStages() {
        Learnt<byte[]> chain = STUDY.train(STUDY.evolve(STUDY.enlarge(STUDY.simulate())));
        Learnt<byte[]> atOnce = TinyStudy.study().threads(3).learn();
        assertThat(atOnce.model().drift(Z)).containsExactly(chain.model().drift(Z));
        assertThat(atOnce.model().diffusion(Z)).isDeepEqualTo(chain.model().diffusion(Z));
        assertThat(atOnce.pairs().pairs().hash())
                .isEqualTo(chain.pairs().pairs().hash());
        assertThat(atOnce.lambda()).isEqualTo(TinyStudy.K);
        assertThat(atOnce.step()).isCloseTo(0.04, within(1e-6));
        assertThat(atOnce.forecast(5).values()).isDeepEqualTo(chain.forecast(5).values());
    }

    /** Lattices all up: large ones made of them are all up, whatever would have been simulated. */
    @Test
    void ownConfigurationsTakeThePlaceOfSimulatedOnes() {
        Snapshots<byte[]> up = new Snapshots<>(Grid.square(8), STUDY.small().stateType(), TinyStudy.FRAMES);
        byte[] state = new byte[64];
        Arrays.fill(state, (byte) 1);
        for (int i = 0; i < up.size(); i++) {
            up.set(i, state);
        }
        Study<byte[]> cold = STUDY.large(TinyStudy.lattice(0.1));
        Kept<Snapshots<byte[]>> large = cold.enlarge(new Kept<>(up, "all up"));
        for (int i = 0; i < large.value().size(); i++) {
            assertThat(observed((Ising) cold.large(), large.value(), i)).containsExactly(1, 0);
        }
        assertThat(large.hash())
                .isNotEqualTo(cold.enlarge(new Kept<>(up, "others")).hash());
    }

    /** Δz = v δt + K-fold noise: the SDE has drift v and the noise's variance over K. */
    @Test
    void ownPairsTakeThePlaceOfEvolvedOnes() {
        int count = 4096;
        double[] drift = {0.3, -0.2};
        double[] noise = {0.1, 0.05};
        double dt = 0.5;
        Random random = new Random(1);
        float[] z0 = new float[2 * count];
        float[] dz = new float[2 * count];
        float[] times = new float[count];
        Arrays.fill(times, (float) dt);
        for (int i = 0; i < 2 * count; i++) {
            z0[i] = (float) random.nextGaussian();
            dz[i] = (float) (drift[i % 2] * dt + noise[i % 2] * Math.sqrt(TinyStudy.K * dt) * random.nextGaussian());
        }
        Study.Pairs<byte[]> made = new Study.Pairs<>(
                new Kept<>(new MacroPairs(STUDY.large().observables(), z0, dz, times), "own pairs"),
                new Kept<>(new ObservablesOnly<>(STUDY.large()), ""),
                STUDY.simulate());
        Learnt<byte[]> learnt = STUDY.training(TrainingSettings.of(1)
                        .withBatch(256)
                        .withEpochs(20)
                        .withLearningRate(LearningRate.cosine(1e-2)))
                .train(made);
        for (int c = 0; c < 2; c++) {
            double error = noise[c] * Math.sqrt(TinyStudy.K / (dt * count));
            assertThat(learnt.model().drift(new double[2])[c]).isCloseTo(drift[c], within(8 * error));
            assertThat(learnt.model().covariance(new double[2])[c][c] / (noise[c] * noise[c]))
                    .isCloseTo(1, within(0.15));
        }
    }

    /** λ times the variance of the SDE is that of the pairs, whatever λ. */
    @Test
    void lambdaDividesTheNoise() {
        Study<byte[]> longer = STUDY.training(
                TrainingSettings.of(1).withBatch(64).withEpochs(20).withEpsilon(0));
        double theory = longer.learn().model().covariance(Z)[0][0];
        double one = longer.lambda(1).learn().model().covariance(Z)[0][0];
        assertThat(one / theory).isCloseTo(TinyStudy.K, within(0.15 * TinyStudy.K));
        LambdaSelection measured = new LambdaSelection(TinyStudy.K, 2.5, 0.1);
        assertThat(longer.lambda(measured).fitted().lambda()).isEqualTo(2.5);
    }

    @Test
    void forecastsAndTruthHaveTheStudysTimesAndStart() {
        Trajectories truth = STUDY.truth(3);
        Trajectories forecast = STUDY.learn().forecast(4);
        assertThat(forecast.runs()).isEqualTo(4);
        assertThat(truth.runs()).isEqualTo(3);
        assertThat(STUDY.times()).hasSize(101).startsWith(0, 0.04).endsWith(4);
        for (Trajectories runs : List.of(truth, forecast)) {
            assertThat(runs.times()[1]).containsExactly(STUDY.times(), within(1e-9));
            for (double[][] run : runs.values()) {
                assertThat(run[0][0]).isCloseTo(0.5, within(1e-6));
            }
        }
        Trajectories.requireSameTimes(forecast, truth);
    }

    /** Runs twice as long at the same number of times: their steps are twice as long, of one δt each. */
    @Test
    void eulersStepsAreAsLongAsTheStepOfThePairs() {
        PairRule<byte[]> pairs = STUDY.step(0.01).recipe().pairs();
        assertThat(pairs.substeps(0.04, 0.01)).isEqualTo(4);
        assertThat(STUDY.recipe().pairs().substeps(0.04, 0.04)).isEqualTo(1);
        assertThat(TinyStudy.single(STUDY, Span.events(64)).substeps(7, 0.1)).isEqualTo(1);
    }

    /** The unit that networks see as one is nothing that forecasts know of: μ and σ² are per that unit. */
    @Test
    void theUnitOfTimeIsTheNetworksAlone() {
        var fit = STUDY.recipe().fit();
        Study<byte[]> fives = STUDY.recipe(recipe -> recipe.with(fit.timeUnit(5)));
        Learnt<byte[]> one = STUDY.learn();
        Learnt<byte[]> five = fives.learn();
        assertThat(five.model().scaling().driftScale()[0]
                        / one.model().scaling().driftScale()[0])
                .isCloseTo(5, within(1e-3));
        assertThat(five.step()).isCloseTo(0.04, within(1e-6));
        assertThat(five.forecast(2).times()[0]).containsExactly(STUDY.times(), within(1e-9));
        double[][] z0 = {{0.5, 0.375}};
        double[] start = one.forecast(z0, 0.04, 2, 1).trajectories().values()[0][1];
        double[] other = five.forecast(z0, 0.04, 2, 1).trajectories().values()[0][1];
        // the same noise and, but for the rounding of the training, the same step
        assertThat(other).containsExactly(start, within(0.1 * Math.abs(start[0] - 0.5) + 1e-4));
    }

    /** What belongs to another system has no place in a study. */
    @Test
    void whatIsOfAnotherSystemIsRefused() {
        Kept<Snapshots<byte[]>> small = STUDY.simulate();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STUDY.evolve(small))
                .withMessage("pairs of configurations of 8×8: must be of the large system, 16×16; enlarge them");
        Learnt<byte[]> learnt = STUDY.learn();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STUDY.large(Ising.square(32, 2.5, 0.1))
                        .evolve(learnt.pairs().configurations()))
                .withMessage("pairs of configurations of 16×16: must be of the large system, 32×32; enlarge them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STUDY.large(Ising.square(32, 2.5, 0.1)).train(learnt.pairs()))
                .withMessage(
                        "pairs of Ising 32×32, T = 3.0, h = 0.1 in patches of 8×8 for Ising 32×32, T = 2.5, h = 0.1 in patches of 8×8:"
                                + " must be of the same system and patch, evolve them by this study");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STUDY.patch(Grid.square(4)).train(learnt.pairs()))
                .withMessageStartingWith("pairs of Ising 16×16, T = 3.0, h = 0.1 in patches of 8×8 for Ising");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STUDY.large(Ising.square(32, 3, 0.1))
                        .train(learnt.pairs())
                        .forecast(2))
                .withMessageStartingWith("state of 256 sites for a configuration of 32×32: must have as many, 1024");
    }

    @Test
    void forecastsThatMakeNoSenseAreRefused() {
        Learnt<byte[]> learnt = STUDY.learn();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learnt.forecast(0))
                .withMessage("runs = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learnt.substeps(1e6 * learnt.step()))
                .withMessageStartingWith("forecast by 1000000 steps to each recorded time, of pairs of δt = ")
                .withMessageContaining(": at most 100000; ");
        assertThat(learnt.substeps(1e5 * learnt.step())).isEqualTo(100_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STUDY.step(2 * STUDY.until()).simulate())
                .withMessageContaining(": must be at most as long");
    }

    /** A law that knows nothing of z is the least that a training has to reach. */
    @Test
    void aTrainingThatFailedSaysSo() {
        Study<byte[]> rash =
                STUDY.training(STUDY.recipe().fit().training().withEpochs(1).withLearningRate(LearningRate.cosine(1)));
        Study.Pairs<byte[]> pairs = rash.evolve(rash.enlarge(rash.simulate()));
        assertThat(rash.train(pairs).toString()).contains(": FAILED, constant drift and noise have -");
        Study<byte[]> patient = STUDY.training(
                STUDY.recipe().fit().training().withEpochs(100).withLearningRate(LearningRate.cosine(1e-2)));
        assertThat(patient.train(pairs).toString()).doesNotContain("FAILED");
    }

    /** Run by run: where each starts and its noise do not depend on the parts. */
    @Test
    void forecastsAreByAllTrainingsInEqualParts() {
        Study<byte[]> thrice = STUDY.trainings(3);
        Study.Pairs<byte[]> pairs = thrice.evolve(thrice.enlarge(thrice.simulate()));
        Learnt<byte[]> three = thrice.train(pairs);
        double[][][] together = three.forecast(9).values();
        for (int part = 0; part < 3; part++) {
            Learnt<byte[]> alone = STUDY.trainingSeed(
                            STUDY.recipe().fit().training().seed() + 1000L * part)
                    .train(pairs);
            assertThat(three.trainings().get(part).losses())
                    .containsExactly(alone.training().losses());
            double[][][] runs = alone.forecast(9).values();
            for (int run = 3 * part; run < 3 * part + 3; run++) {
                assertThat(together[run]).isDeepEqualTo(runs[run]);
            }
            assertThat(together[(3 * part + 3) % 9]).isNotEqualTo(runs[(3 * part + 3) % 9]);
        }
        assertThat(thrice.threads(1).train(pairs).forecast(9).values()).isDeepEqualTo(together);
        assertThat(three.toString()).contains(", 3 trainings, 3 epochs");
    }

    /** A certificate compares two: one of its own beside a given one. */
    @Test
    void aTrainingAloneGetsAnotherBesideIt() {
        Learnt<byte[]> learnt = STUDY.learn();
        Learnt<byte[]> two = learnt.two();
        assertThat(two.trainings()).hasSize(2).first().isSameAs(learnt.training());
        assertThat(two.trainings().get(1).losses())
                .isNotEqualTo(learnt.training().losses());
        assertThat(two.two()).isSameAs(two);
        Learnt<byte[]> twice = STUDY.trainings(2).train(learnt.pairs());
        assertThat(two.trainings().get(1).losses())
                .containsExactly(twice.trainings().get(1).losses());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Learnt<>(STUDY, learnt.pairs(), List.of()))
                .withMessage("no training: a learnt SDE needs at least one, see study.train(pairs)");
    }

    @Test
    void everyChoiceGivesAnotherStudyAndLeavesTheFirst() {
        Study<byte[]> study = TinyStudy.study();
        String before = study.toString();
        Recipe<byte[]> recipe = study.recipe();
        List<UnaryOperator<Study<byte[]>>> choices = List.of(
                one -> one.patch(Grid.square(4)),
                one -> one.large(TinyStudy.lattice(2)),
                one -> one.from((model, state, random) -> Arrays.fill(state, (byte) 1)),
                one -> one.until(9),
                one -> one.seed(4),
                one -> one.lambda(2),
                one -> one.step(0.1),
                one -> one.boundary(PatchBoundary.PERIODIC_PATCH),
                one -> one.repeats(9),
                one -> one.configurations(65),
                one -> one.closure(ClosureRule.fluctuations(false, 4)),
                one -> one.network(SdeSettings.of(Diffusion.DIAGONAL).withActivation(Activation.SILU)),
                one -> one.training(TrainingSettings.of(1).withEpochs(4)),
                one -> one.trainingSeed(8),
                one -> one.trainings(2),
                one -> one.threads(1));
        for (UnaryOperator<Study<byte[]>> choice : choices) {
            assertThat(choice.apply(study)).isNotSameAs(study);
            assertThat(study).hasToString(before);
            assertThat(study.recipe()).isEqualTo(recipe);
            assertThat(study.keeping().threads()).isEqualTo(2);
        }
        assertThat(study.patch(Grid.square(4)).patches().count()).isEqualTo(16);
        assertThat(study.seed(4).seed()).isEqualTo(4);
        assertThat(study.until(9).times()[100]).isEqualTo(9);
        assertThat(study.trainingSeed(8).recipe().fit().training().seed()).isEqualTo(8);
        assertThat(study.closure(ClosureRule.fluctuations(false, 4))
                        .evolve(study.simulate()
                                .then(study.enlarge(study.simulate()).value(), ""))
                        .pairs()
                        .value()
                        .dimension())
                .isEqualTo(3);
    }

    /** Small systems of another size than a patch's; a patch that is the whole system makes both increments one. */
    @Test
    void smallSystemsMayHaveASizeOfTheirOwn() {
        Study<byte[]> study =
                STUDY.recipe(recipe -> recipe.with(new SmallRule.Sized<>(Grid.square(16), recipe.small())));
        assertThat(study.patches().count()).isEqualTo(TinyStudy.K);
        assertThat(study.simulate().value().grid()).isEqualTo(Grid.square(16));
        assertThat(study.enlarge(study.simulate()).value().grid()).isEqualTo(Grid.square(16));
    }

    /** A mixture of states by rules is a start, without more words. */
    @Test
    void aModelIsAStart() {
        RuleModel model = Rules.on(Grid.square(16))
                .states("o", "x")
                .change("x -> o", 1)
                .change("o -> x", 1)
                .observe("x");
        double[][] starts = Study.of(model)
                .patch(Grid.square(8))
                .until(1)
                .from(model.start("x", 1))
                .truth(3)
                .values()[0];
        assertThat(starts[0]).containsExactly(1);
    }

    /** One column of spins up, of as many sites as the drawing model's own grid has rows, and nothing moves. */
    private record FirstColumn(Grid grid) implements LocalModel<byte[]> {
        @Override
        public FirstColumn on(Grid other) {
            return new FirstColumn(other);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.SPINS;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            Arrays.fill(state, (byte) -1);
            for (int row = 0; row < grid.rows(); row++) {
                state[row * grid.columns()] = 1;
            }
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return ((Span.Time) span).duration();
        }

        @Override
        public List<String> observables() {
            return List.of("up");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site] == 1 ? 1 : 0;
        }
    }

    /** Whatever grid the model was given with: small systems and the large one start by its rules on their own. */
    @Test
    void aModelAsAStartDrawsOnTheGridThatIsSimulated() {
        FirstColumn large = new FirstColumn(Grid.square(16));
        Study<byte[]> study = Study.of(large).patch(Grid.square(8)).until(1);
        for (int side : new int[] {4, 8, 16, 32}) {
            Study<byte[]> started = study.from(large.on(Grid.square(side)));
            byte[] small = new byte[64];
            started.start().in(started.small()).draw(small, RandomStreams.stream(1, "start", 0));
            double[] up = new double[1];
            started.small().observe(small, up);
            assertThat(up).containsExactly(1 / 8.0);
            assertThat(started.truth(1).values()[0][0]).containsExactly(1 / 16.0);
        }
    }

    /** No usual length of forecasts is taken: whoever forgets it is told before any work, and so is who looks at the study. */
    @Test
    void withoutAHorizonNothingBegins() {
        TinyStudy.Heard heard = new TinyStudy.Heard();
        Study<byte[]> open =
                Study.of(TinyStudy.lattice(3)).patch(Grid.square(8)).seed(3).telling(heard);
        String say = "no horizon: say .until(t), how long forecasts last in the model's unit of time";
        Kept<Snapshots<byte[]>> small = new Kept<>(STUDY.simulate().value(), "small");
        Kept<Snapshots<byte[]>> large = new Kept<>(STUDY.enlarge(small).value(), "large");
        List<Runnable> stages = List.of(
                open::learn,
                open::choose,
                open::simulate,
                open::times,
                () -> open.enlarge(small),
                () -> open.evolve(large),
                () -> open.truth(1),
                () -> open.recipe(STUDY.recipe()).truth(1));
        stages.forEach(stage -> refused(stage, say));
        assertThat(heard.started()).isEmpty();
        assertThat(heard.said()).isEmpty();
        assertThat(open).hasToString(open.large() + ", K = 4 patches of 8×8, no horizon yet: say .until(t), seed 3");
        assertThat(open.until(2)).hasToString(open.large() + ", K = 4 patches of 8×8, t ≤ 2.0, seed 3");
        assertThat(open.recipe(STUDY.recipe()).simulate().value().size())
                .isEqualTo(small.value().size());
        assertThat(open.step(0.1).evolve(large).pairs().value().meanTime()).isCloseTo(0.1, within(1e-6));
    }

    /** Mates since their common start need runs that have it, which the recipe knows before any of them is simulated. */
    @Test
    void refusesMatesThatDidNotStartTogetherBeforeAnyWork() {
        Kept<Snapshots<byte[]>> small = new Kept<>(STUDY.simulate().value(), "small");
        TinyStudy.Heard heard = new TinyStudy.Heard();
        Enlarging<byte[]> kin =
                new Enlarging.Assembled<>(4, new Assembly.Origin(3, 2), Assembly.Tiling.SHIFTED, Optional.empty());
        Study<byte[]> every = STUDY.telling(heard)
                .recipe(recipe -> recipe.with(kin).with(SmallRuns.alongForecast(4, 2, Span.time(1))));
        Study<byte[]> none =
                every.recipe(recipe -> recipe.with(SmallRuns.<byte[]>initialised(4, 2, Optional.of(Span.time(1)))));
        Study<byte[]> sized =
                every.recipe(recipe -> recipe.with(new SmallRule.Sized<>(Grid.square(16), recipe.small())));
        List<Runnable> first = List.of(every::simulate, every::choose, every::learn, () -> every.enlarge(small));
        first.forEach(stage ->
                refused(stage, "every=3", "of which every 2 is known to start", "must be the same; take Likeness"));
        refused(none::simulate, "every=3", "of which none is known to start");
        refused(sized::simulate, "every=3", "of which every 2 is known to start");
        assertThat(heard.started()).isEmpty();
        assertThat(heard.said()).isEmpty();
        Study<byte[]> all = every.recipe(recipe -> recipe.with(
                new SmallRuns<>(6, 2, Optional.of(Span.time(1)), SmallRuns.Starts.all(), "all from the start")));
        refused(all::simulate, "of which every 1 is known to start");
        Enlarging<byte[]> together =
                new Enlarging.Assembled<>(4, new Assembly.Origin(1, 2), Assembly.Tiling.SHIFTED, Optional.empty());
        Study<byte[]> fits = all.recipe(recipe -> recipe.with(together));
        assertThat(fits.enlarge(fits.simulate()).value().size()).isEqualTo(4);
    }

    @Test
    void refusesInOneLine() {
        refused(() -> STUDY.patch(Grid.square(5)), "patches of 5×5", "do not tile", "16×16");
        refused(() -> STUDY.large(TinyStudy.lattice(3).on(Grid.square(12))), "patches of 8×8", "12×12");
        refused(() -> STUDY.boundary(PatchBoundary.halo(9)), "margin of 9 sites", "at most 8");
        refused(() -> STUDY.patch(Grid.square(1)), "margin of 2 sites", "at most 1", "each of the system's directions");
        refused(() -> STUDY.lambda(new LambdaSelection(16, 12, 1)), "K = 16", "K = 4");
        for (double lambda : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(() -> STUDY.lambda(lambda), "λ = " + lambda, "above 0");
        }
        refused(() -> STUDY.until(0), "0.0");
        refused(() -> STUDY.until(Double.NaN), "NaN");
        refused(() -> STUDY.step(-0.1), "-0.1");
        refused(() -> STUDY.repeats(0), "repeats = 0");
        refused(() -> STUDY.repeats(4).learn(), "repeats = 4: must be above 4, twice the number of observables");
        refused(() -> STUDY.configurations(0), "configurations = 0: must be at least 1");
        refused(() -> ClosureRule.components(0), "0 principal components per field: must be at least 1");
        refused(
                () -> STUDY.recipe(recipe -> recipe.with(new MirroredPairs<>(recipe.pairs(), "magnetisation")))
                        .repeats(3),
                "repeats = 3",
                "MirroredPairs");
        refused(
                () -> STUDY.recipe(recipe -> recipe.with(new MirroredPairs<>(recipe.pairs(), "energy")))
                        .learn(),
                "mirrored energy",
                "magnetisation");
        refused(
                () -> STUDY.recipe(recipe -> recipe.with(new Enlarging.None<byte[]>()))
                        .configurations(7),
                "7 configurations");
        refused(() -> SmallRuns.alongForecast(0, 3, Span.time(1)), "small runs = 0");
    }

    private static void refused(Runnable choice, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(choice::run)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(words).doesNotContain("\n"));
    }
}
