package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.Generator;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.Scheme;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/** Pairs from rates: what they hold, what is learnt of them, how they are kept. */
class GeneratedPairsTest {
    private static final Study<byte[]> SPINS = TinyStudy.study();
    private static final int K = TinyStudy.K;
    private static final CurieWeiss MEAN_FIELD = new CurieWeiss(Grid.square(16), 1.1, 0.1);

    private static Snapshots<byte[]> states(int count, Study<byte[]> study) {
        Snapshots<byte[]> states =
                new Snapshots<>(study.large().grid(), study.large().stateType(), count);
        byte[] state = new byte[study.large().grid().sites()];
        for (int i = 0; i < count; i++) {
            study.large().initialise(state, RandomStreams.stream(1, "test", i));
            states.set(i, state);
        }
        return states;
    }

    private static Study.Pairs<byte[]> made(Study<byte[]> study, int count) {
        return study.evolve(new Kept<>(states(count, study), count + " states of " + study.large()));
    }

    /** Mean bδt and covariance KΓδt of the pairs of each configuration. */
    @Test
    void pairsHaveTheMomentsOfTheRates() {
        Study<byte[]> study = SPINS.generated();
        Study.Pairs<byte[]> made = made(study, 5);
        MacroPairs pairs = made.pairs().value();
        int group = pairs.group();
        assertThat(pairs.size()).isEqualTo(5 * 4).isEqualTo(5 * group);
        double time = pairs.dt()[0];
        byte[] state = new byte[256];
        double[] z = new double[2];
        for (int i = 0; i < 5; i++) {
            made.configurations().value().get(i, state);
            study.large().observe(state, z);
            Generator.Rates rates =
                    Generator.of(study.large()).at(state, study.large().grid().whole());
            for (int a = 0; a < 2; a++) {
                double[] deviation = deviations(pairs, i, a, time * rates.drift()[a]);
                assertThat(pairs.z0()[2 * group * i + a]).isEqualTo((float) z[a]);
                assertThat(sum(deviation, null)).isCloseTo(0, within(1e-7));
                for (int b = 0; b < 2; b++) {
                    double[] other = deviations(pairs, i, b, time * rates.drift()[b]);
                    double expected = K * time * rates.covariance()[a][b];
                    assertThat(sum(deviation, other) / group).isCloseTo(expected, within(1e-5 * K * time / 256));
                }
            }
        }
    }

    private static double[] deviations(MacroPairs pairs, int configuration, int component, double mean) {
        double[] deviations = new double[pairs.group()];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = pairs.dz()[2 * (pairs.group() * configuration + i) + component] - mean;
        }
        return deviations;
    }

    private static double sum(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * (y == null ? 1 : y[i]);
        }
        return sum;
    }

    /** Free spins: b = −m, so that δt is 0.01 of the spread of m over its root mean square. */
    @Test
    void theStepResolvesTheFastestComponent() {
        CurieWeiss free = new CurieWeiss(Grid.square(16), 1e9, 0);
        Study<byte[]> study = Study.of(free).patch(Grid.square(8)).until(4).generated();
        Study.Pairs<byte[]> made = made(study, 200);
        double sum = 0;
        double square = 0;
        byte[] state = new byte[256];
        double[] m = new double[1];
        for (int i = 0; i < 200; i++) {
            made.configurations().value().get(i, state);
            free.observe(state, m);
            sum += m[0] / 200;
            square += m[0] * m[0] / 200;
        }
        double expected = 0.01 * Math.sqrt((square - sum * sum) / square);
        MacroPairs pairs = made.pairs().value();
        assertThat(pairs.meanTime()).isCloseTo(expected, within(1e-6 * expected));
        PairRule<byte[]> rule = study.recipe().pairs();
        // Never longer than three δt.
        assertThat(rule.substeps(0.15, 0.02)).isEqualTo(3);
        assertThat(rule.substeps(0.12, 0.02)).isEqualTo(2);
        assertThat(rule.substeps(0.001, 0.02)).isEqualTo(1);
        assertThat(rule.scheme()).isEqualTo(Scheme.HEUN);
    }

    private static final SdeSettings NETWORK =
            SdeSettings.of(Diffusion.DIAGONAL).withActivation(Activation.TANH).withHidden(16, 2);
    private static final TrainingSettings TRAINING = TrainingSettings.of(1)
            .withStop(0, 0)
            .withBatch(256)
            .withEpochs(300)
            .withLearningRate(LearningRate.cosine(1e-2));

    private static Study<byte[]> meanField() {
        return Study.of(MEAN_FIELD)
                .patch(Grid.square(8))
                .until(10)
                .generated()
                .network(NETWORK)
                .training(TRAINING);
    }

    /** Of Curie–Weiss the exact drift and variance, without noise; whatever the unit of time that pairs are told in. */
    @Test
    void theLearntLawIsTheExactOne() {
        Study<byte[]> study = meanField();
        Study.Pairs<byte[]> pairs = made(study, 600);
        requireExact(study.train(pairs).model());
    }

    /** By one Heun step and not by Euler's, networks and formulas alike. */
    @Test
    void forecastsGoByTheSchemeOfRates() {
        Study<byte[]> study = meanField();
        Learnt<byte[]> learnt = study.train(made(study, 600));
        double[][] z0 = {{0.5}, {-0.3}};
        double[][][] made = learnt.forecast(z0, 1, 2, 1).trajectories().values();
        assertThat(made).isDeepEqualTo(stepped(learnt, z0, Scheme.HEUN));
        assertThat(made[0][1][0]).isNotEqualTo(stepped(learnt, z0, Scheme.EULER_MARUYAMA)[0][1][0]);
    }

    private static double[][][] stepped(Learnt<byte[]> learnt, double[][] z0, Scheme scheme) {
        return Forecast.run(
                        learnt.model(),
                        z0,
                        new Forecast.Times(1, 2, 1, scheme),
                        learnt.study().seed(),
                        1,
                        ProgressListener.NONE)
                .trajectories()
                .values();
    }

    /** E[b | z] and E[Γ | z] do not depend on δt. */
    @Test
    void theStepOfThePairsDoesNotMatter() {
        Study<byte[]> study = meanField();
        Study.Pairs<byte[]> made = made(study, 600);
        MacroPairs pairs = made.pairs().value();
        double[] mean = new double[pairs.size()];
        float[] dz = new float[mean.length];
        float[] dt = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double half = (pairs.dz()[i] - pairs.dz()[i ^ 1]) / 2;
            mean[i] = (pairs.dz()[i] + pairs.dz()[i ^ 1]) / 2;
            dz[i] = (float) (10 * mean[i] + Math.sqrt(10) * half);
            dt[i] = 10 * pairs.dt()[i];
        }
        MacroPairs longer = new MacroPairs(pairs.names(), pairs.z0(), dz, dt, pairs.group());
        requireExact(study.train(new Study.Pairs<>(new Kept<>(longer, "longer"), made.closure(), made.configurations()))
                .model());
    }

    private static void requireExact(SdeModel model) {
        CurieWeissChain chain = new CurieWeissChain(256, 1.1, 0.1);
        for (double m = -0.8; m < 0.81; m += 0.1) {
            double[] z = {m};
            // The drift goes from 0.4 to -0.1, the variance is 2/256 (1 − m tanh) and falls to half.
            assertThat(model.drift(z)[0]).as("drift at %s", m).isCloseTo(chain.drift(m), within(0.004));
            assertThat(model.covariance(z)[0][0] / chain.variance(m))
                    .as("at %s", m)
                    .isCloseTo(1, within(0.02));
        }
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContainingAll(parts);
    }

    @Test
    void whatHasNoRatesIsRefusedBeforeWork() {
        PredatorPrey waves = new PredatorPrey(64, PredatorPreySettings.paper(), InitialProfile.paper());
        Study<float[]> study = Study.of(waves).patch(Grid.line(2, 16));
        refused(study::generated, "the model gives no rates");
        refused(
                () -> study.recipe(recipe -> recipe.with(new GeneratedPairs<>()))
                        .simulate(),
                "no rates");
        Ising raster = TinyStudy.lattice(3).withSampler(EventSampler.RASTER_SWEEP);
        refused(() -> SPINS.large(raster).generated(), "raster sweeps have no rates");
        Study<byte[]> latent = SPINS.closure(ClosureRule.fluctuations(false, 4)).generated();
        refused(() -> made(latent, 3), "closure 1", "take ClosureRule.observables()");
        Study<byte[]> generated = SPINS.generated();
        refused(() -> generated.evolve(generated.simulate()), "configurations of 8×8: must be of the large system");
        refused(() -> SPINS.generated().step(0.1), "GeneratedPairs have no such choice");
    }

    /** Some of the observables, in another order. */
    @Test
    void someObservablesAreEnough() {
        List<String> names = List.of("domain-wall density");
        MacroPairs some = made(SPINS.closure(ClosureRule.observables(names)).generated(), 4)
                .pairs()
                .value();
        MacroPairs all = made(SPINS.generated(), 4).pairs().value();
        assertThat(some.names()).isEqualTo(names);
        assertThat(some.z0()[2]).isEqualTo(all.z0()[2 * 4 + 1]);
        double mean = (some.dz()[0] + some.dz()[1]) / 2 / some.dt()[0];
        double expected = sum(deviations(all, 0, 1, 0), null) / 4 / all.dt()[0];
        assertThat(mean).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
    }

    @Test
    void pairsAreKeptAndDoNotDependOnThreads(@TempDir Path runs) {
        TinyStudy.Heard heard = new TinyStudy.Heard();
        Study<byte[]> study = SPINS.generated().keptIn(runs.toString(), heard);
        MacroPairs one = made(study.threads(1), 300).pairs().value();
        MacroPairs back = made(study, 300).pairs().value();
        Study<byte[]> elsewhere =
                SPINS.generated().with(Keeping.inMemory(heard)).threads(2);
        MacroPairs two = made(elsewhere, 300).pairs().value();
        assertThat(heard.started().stream().filter("drift and covariance of 16×16"::equals))
                .hasSize(2);
        for (MacroPairs same : List.of(back, two)) {
            assertThat(same.z0()).isEqualTo(one.z0());
            assertThat(same.dz()).isEqualTo(one.dz());
            assertThat(same.dt()).isEqualTo(one.dt());
        }
    }

    /** Another field is another system: its rates are not taken for the same, though the configurations are. */
    @Test
    void otherRatesAreOtherPairs() {
        Study<byte[]> warmer = SPINS.large(TinyStudy.lattice(4)).generated();
        assertThat(made(warmer, 3).pairs().hash())
                .isNotEqualTo(made(SPINS.generated(), 3).pairs().hash());
        Study<byte[]> smaller = SPINS.patch(Grid.square(4)).generated();
        assertThat(made(smaller, 3).pairs().hash())
                .isNotEqualTo(made(SPINS.generated(), 3).pairs().hash());
    }

    /** From small runs to a forecast and its diagnostics, which look at evolutions of patches. */
    @Test
    void theWholeWay() {
        Learnt<byte[]> learnt = SPINS.generated().learn();
        assertThat(learnt.pairs().pairs().line()).startsWith("256 pairs of [magnetisation, domain-wall density]");
        assertThat(learnt.forecast(8).runs()).isEqualTo(8);
        Learnt<byte[]> more = SPINS.configurations(128).generated().learn();
        assertThat(more.diagnose().verdicts()).isNotEmpty();
        assertThat(SPINS.generated().recipe().pairs()).hasToString("drift and covariance from the rates of events");
    }

    /** Four tiles of 8²: z, b and Γ by themselves, each between ends that meet, whatever lies beside it in the whole. */
    @Test
    void tilesApartKnowNothingOfTheirSeams() {
        Study<byte[]> generated = SPINS.generated();
        Study<byte[]> apart = generated.recipe(recipe -> recipe.with(new Enlarging.Assembled<>(
                        3, new Assembly.Likeness(2), Assembly.Tiling.SHIFTED, Optional.empty()))
                .with(new GeneratedPairs<>(true)));
        Study.Pairs<byte[]> made = made(apart, 9);
        MacroPairs pairs = made.pairs().value();
        MicroModel<byte[]> small = SPINS.small();
        Generator<byte[]> generator = Generator.of(small);
        byte[] state = new byte[256];
        byte[] tile = new byte[64];
        double[] one = new double[2];
        for (int i = 0; i < 9; i++) {
            made.configurations().value().get(i, state);
            double[] z = new double[2];
            double[] drift = new double[2];
            double noise = 0;
            for (int k = 0; k < 4; k++) {
                SPINS.patches().region(k).extract(state, tile);
                small.observe(tile, one);
                Generator.Rates rates = generator.at(tile, small.grid().whole());
                for (int c = 0; c < 2; c++) {
                    z[c] += one[c] / 4;
                    drift[c] += rates.drift()[c] / 4;
                }
                noise += rates.covariance()[0][0] / 16;
            }
            double time = pairs.dt()[0];
            for (int c = 0; c < 2; c++) {
                assertThat(pairs.z0()[2 * pairs.group() * i + c]).isCloseTo((float) z[c], within(1e-6f));
                assertThat(sum(deviations(pairs, i, c, time * drift[c]), null)).isCloseTo(0, within(1e-7));
            }
            double[] deviation = deviations(pairs, i, 0, time * drift[0]);
            assertThat(sum(deviation, deviation) / pairs.group())
                    .isCloseTo(K * time * noise, within(1e-5 * K * time / 256));
        }
        MacroPairs together = made(generated, 9).pairs().value();
        assertThat(pairs.z0()).as("seams have other bonds").isNotEqualTo(together.z0());
    }

    /** What is judged run by run has the same start, run by run. */
    @Test
    void forecastsBesideTheTruthStartWhereItDoes() {
        Learnt<byte[]> learnt = SPINS.generated().learn();
        Trajectories truth = learnt.study().truth(7);
        Trajectories forecast = learnt.besideTruth(7).trajectories();
        assertThat(forecast.times()[0]).containsExactly(truth.times()[0], within(1e-9));
        for (int run = 0; run < 7; run++) {
            for (int c = 0; c < 2; c++) {
                assertThat(forecast.values()[run][0][c]).isCloseTo(truth.values()[run][0][c], within(1e-6));
            }
        }
        assertThat(forecast.values()[0][0][1]).isNotEqualTo(forecast.values()[1][0][1]);
    }

    /** Patches that evolve among tiles need seams that healed: diagnostics have some, as many as there are configurations. */
    @Test
    void tilesApartAreJudgedHealed() {
        Study<byte[]> study = SPINS.generated().recipe(recipe -> recipe.with(new Enlarging.Assembled<>(
                        128, new Assembly.Likeness(2), Assembly.Tiling.SHIFTED, Optional.empty()))
                .with(new GeneratedPairs<>(true)));
        Learnt<byte[]> learnt = study.learn();
        Diagnostics judged = learnt.diagnose();
        Study<byte[]> healed = study.with(study.recipe().together(0.1 * study.until()));
        Kept<Snapshots<byte[]>> configurations = healed.enlarge(healed.simulate());
        Learnt<byte[]> same = new Learnt<>(
                study,
                new Study.Pairs<>(learnt.pairs().pairs(), learnt.pairs().closure(), configurations),
                learnt.training());
        assertThat(configurations.hash())
                .isNotEqualTo(learnt.pairs().configurations().hash());
        Diagnostics other = same.diagnose();
        assertThat(judged.residuals()[0].length).isEqualTo(128);
        assertThat(other.mean()).isEqualTo(judged.mean());
        assertThat(other.covariance()).isDeepEqualTo(judged.covariance());
    }

    @Test
    void whatIsNoTileCannotLieApart() {
        Study<byte[]> generated = SPINS.generated();
        refused(
                () -> generated
                        .recipe(recipe -> recipe.with(new GeneratedPairs<>(true)))
                        .simulate(),
                "rates of tiles apart",
                "tiles must be shifted, and must not heal");
        LocalRelaxation healing = LocalRelaxation.brief(1);
        refused(
                () -> generated
                        .recipe(recipe -> recipe.with(new Enlarging.Assembled<>(
                                        3, new Assembly.Likeness(2), Assembly.Tiling.SHIFTED, Optional.of(healing)))
                                .with(new GeneratedPairs<>(true)))
                        .simulate(),
                "must not heal");
    }
}
