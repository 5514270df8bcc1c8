package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingSettings;

/** 16² spins at two temperatures, one SDE. */
class FamilyTest {
    private static final double COLD = 2;
    private static final double WARM = 6;
    private static final double[] Z = {0.5, 0.35};

    private static Family<byte[]> family;
    private static Family.LearntFamily<byte[]> learnt;

    @BeforeAll
    static void learn() {
        family = TinyStudy.study()
                .repeats(32)
                .training(TrainingSettings.of(1)
                        .withStop(0, 0)
                        .withBatch(64)
                        .withEpochs(40)
                        .withLearningRate(LearningRate.cosine(1e-2)))
                .over("T", List.of(WARM, COLD), TinyStudy::lattice);
        learnt = family.learn();
    }

    @Test
    void valuesAreSortedAndEachHasItsStudy() {
        assertThat(family.values()).containsExactly(COLD, WARM);
        for (double temperature : family.values()) {
            Study<byte[]> study = family.at().apply(temperature);
            assertThat(((Ising) study.large()).temperature()).isEqualTo(temperature);
            assertThat(((Ising) learnt.at(temperature).study().large()).temperature())
                    .isEqualTo(temperature);
        }
        assertThat(learnt.training().model().parameter()).contains("T");
        assertThat(learnt.lambda()).isEqualTo(TinyStudy.K);
    }

    @Test
    void stagesAreThoseOfTheStudies() {
        var small = family.simulate();
        var large = family.enlarge(small);
        var pairs = family.evolve(large);
        for (double temperature : family.values()) {
            Study<byte[]> study = family.at().apply(temperature);
            assertThat(small.get(temperature).hash()).isEqualTo(study.simulate().hash());
            assertThat(large.get(temperature).value())
                    .isSameAs(study.enlarge(study.simulate()).value());
            assertThat(pairs.get(temperature).pairs().hash())
                    .isEqualTo(study.evolve(large.get(temperature)).pairs().hash());
        }
        assertThat(learnt.pairs().get(COLD).pairs().hash())
                .isEqualTo(pairs.get(COLD).pairs().hash());
    }

    /** At each temperature the mean drift over the pairs is ⟨Δz⟩/δt, and Σ their covariance per δt over K. */
    @Test
    void theSdeAtAValueIsThatOfItsPairs() {
        for (double temperature : family.values()) {
            MacroPairs pairs = learnt.pairs().get(temperature).pairs().value();
            SdeModel model = learnt.at(temperature).model();
            for (int c = 0; c < 2; c++) {
                int component = c;
                double[] rates = IntStream.range(0, pairs.size())
                        .mapToDouble(i -> pairs.dz()[2 * i + component] / pairs.dt()[i])
                        .toArray();
                double[] drifts = IntStream.range(0, pairs.size())
                        .mapToDouble(i -> model.drift(state(pairs, i))[component])
                        .toArray();
                double[] variances = IntStream.range(0, pairs.size())
                        .mapToDouble(i -> model.covariance(state(pairs, i))[component][component])
                        .toArray();
                double noise = 0;
                for (int i = 0; i < rates.length; i++) {
                    noise += Math.pow(rates[i] - drifts[i], 2) * pairs.dt()[i] / rates.length / TinyStudy.K;
                }
                double error = Math.sqrt(TinyStudy.K * noise / (TinyStudy.CONFIGURATIONS * 32 * 0.04));
                assertThat(mean(drifts))
                        .as("drift of %d at %s", c, temperature)
                        .isCloseTo(mean(rates), within(4 * error));
                assertThat(mean(variances) / noise)
                        .as("noise of %d at %s", c, temperature)
                        .isCloseTo(1, within(0.2));
            }
        }
        // m relaxes to order at T = 2 and to 0 at T = 6.
        assertThat(learnt.at(COLD).model().drift(Z)[0]).isPositive();
        assertThat(learnt.at(WARM).model().drift(Z)[0]).isNegative();
    }

    private static double[] state(MacroPairs pairs, int i) {
        return new double[] {pairs.z0()[2 * i], pairs.z0()[2 * i + 1]};
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void forecastsAreThoseOfTheSdeAtTheValue() {
        Trajectories cold = learnt.forecast(COLD, 40);
        assertThat(cold.times()[0]).containsExactly(family.at().apply(COLD).times(), within(1e-9));
        assertThat(cold.mean(0)[100]).isGreaterThan(learnt.forecast(WARM, 40).mean(0)[100] + 0.2);
    }

    /** The unit of time that the networks see changes nothing that the family forecasts. */
    @Test
    void theUnitOfTimeIsTheNetworksAlone() {
        Family<byte[]> brief =
                family.with(study -> study.training(TrainingSettings.of(1).withEpochs(2)));
        Family<byte[]> fives = brief.with(study -> study.recipe(recipe -> {
            Fit fit = recipe.fit();
            return recipe.with(fit.timeUnit(5));
        }));
        Learnt<byte[]> one = brief.learn().at(COLD);
        Learnt<byte[]> five = fives.learn().at(COLD);
        double[][] z0 = {{0.5, 0.375}};
        double start = one.forecast(z0, 0.04, 2, 1).trajectories().values()[0][1][0] - 0.5;
        double other = five.forecast(z0, 0.04, 2, 1).trajectories().values()[0][1][0] - 0.5;
        assertThat(other / start).isCloseTo(1, within(0.05));
    }

    @Test
    void ensemblesAreObservedSideBySide() {
        Map<Double, Trajectories> truth =
                family.observe("truth", study -> Ensembles.direct(study, "truth", 2, 3, Span.time(1)));
        for (double temperature : family.values()) {
            Simulation<byte[]> alone = Ensembles.direct(family.at().apply(temperature), "truth", 2, 3, Span.time(1));
            assertThat(truth.get(temperature).values())
                    .isDeepEqualTo(
                            Ensembles.observed(family.at().apply(temperature).keeping(), alone)
                                    .value()
                                    .values());
        }
    }

    /** Between its values a family has an SDE, and shows the pairs of the nearest. */
    @Test
    void aValueBetweenHasThePairsOfTheNearest() {
        for (double value : new double[] {2.5, 5.5}) {
            Learnt<byte[]> between = learnt.at(value);
            assertThat(between.pairs()).isSameAs(learnt.pairs().get(value < 4 ? COLD : WARM));
            assertThat(((Ising) between.study().large()).temperature()).isEqualTo(value);
        }
        assertThat(learnt)
                .hasToString("SDE of [magnetisation, domain-wall density] for T = [2.0, 6.0], "
                        + learnt.training().ending());
    }

    @Test
    void asksForWhatEveryValueNeeds() {
        var warm = Map.of(WARM, family.at().apply(WARM).simulate());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> family.enlarge(warm))
                .withMessageEndingWith(" = " + COLD + ": must be one of [" + WARM + "]");
    }

    /** What is said to be learnt for values must have had their pairs. */
    @Test
    void pairsOfOtherValuesAreNotTrainedOn() {
        Study.Pairs<byte[]> cold = learnt.pairs().get(COLD);
        for (Map<Double, Study.Pairs<byte[]>> wrong :
                List.of(Map.of(COLD, cold), Map.of(COLD, cold, 5.0, cold), Map.of(COLD, cold, WARM, cold, 9.0, cold))) {
            String message = "pairs for T = " + wrong.keySet().stream().sorted().toList()
                    + ": must be for the family's [2.0, 6.0]; evolve all of them, or make a family of the others";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> family.train(wrong))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> family.joined(wrong))
                    .withMessage(message);
        }
    }

    @Test
    void refusesFewerThanTwoValuesOneTwiceOrNoNumber() {
        for (List<Double> values : List.of(
                List.<Double>of(),
                List.of(2.0),
                List.of(2.0, 2.0),
                List.of(2.0, Double.NaN),
                List.of(2.0, Double.POSITIVE_INFINITY))) {
            refused("T", values, TinyStudy::lattice, "T = " + values, "two or more finite values, each once");
        }
    }

    /** The name stands beside those of the observables in tables and in the model's file. */
    @Test
    void refusesAParameterWithoutANameOfItsOwn() {
        for (String name : List.of("", " ", "magnetisation")) {
            refused(
                    name,
                    List.of(COLD, WARM),
                    TinyStudy::lattice,
                    "parameter '" + name + "': give it a name",
                    "[magnetisation, domain-wall density]");
        }
    }

    /** One SDE is trained with one λ, which depends on the number of patches. */
    @Test
    void refusesSystemsOfDifferentSizesBeforeAnyWork() {
        refused(
                "T",
                List.of(1.0, 2.0),
                size -> Ising.square((int) (16 * size), 3, 0.1),
                "T = 2.0 with 16 patches of 8×8 in 32×32",
                "must have 4 patches of 8×8 in 16×16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Family<>(
                        "T", List.of(COLD, WARM), value -> TinyStudy.study().patch(Grid.square(value < 4 ? 8 : 4))))
                .withMessageStartingWith(
                        "T = 6.0 with 16 patches of 4×4 in 16×16: must have 4 patches of 8×8 in 16×16");
    }

    private static void refused(String name, List<Double> values, Function<Double, Ising> lattice, String... words) {
        Study<byte[]> study = TinyStudy.study();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> study.over(name, values, lattice))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(words).doesNotContain("\n"));
    }

    @Test
    void saysWhatItIsInALine() {
        assertThat(family).hasToString(family.at().apply(COLD) + ", for T = [2.0, 6.0]");
        String names = "SDE of [magnetisation, domain-wall density] for T";
        assertThat(learnt.training().model()).hasToString(names + " from 2.0 to 6.0");
        assertThat(learnt.at(COLD).model()).hasToString(names + " = 2.0");
        assertThat(family.joined(learnt.pairs()).value().toString())
                .matches("[0-9,]+ pairs of .magnetisation, domain-wall density. for T from 2.0 to 6.0, δt = [0-9.e-]+");
    }
}
