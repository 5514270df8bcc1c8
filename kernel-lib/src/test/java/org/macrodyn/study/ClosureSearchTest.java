package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.PatchValue;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.PrintedTables;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.Assembly;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Scaling;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.study.ClosureSearch.Candidate;
import org.macrodyn.study.ClosureSearch.Tried;

/** The search where something unobserved drives, where nothing does, and where nothing that is offered helps. */
class ClosureSearchTest {
    private static final int RUNS = 100;
    private static final Candidate<float[]> FORCE = new Candidate<>("force", ClosureRule.of("force", Driven::force));
    /** Says nothing of what x lacks. */
    private static final Candidate<float[]> USELESS =
            new Candidate<>("useless", ClosureRule.of("square", ClosureSearchTest::square));

    private static double square(float[] state, Region patch) {
        return Math.pow(state[patch.site(0)] - state[patch.site(1)], 2);
    }

    @Test
    void takesTheVariableThatIsMissing() {
        Study<float[]> study = Driven.study().repeats(64).configurations(240);
        ClosureSearch<float[]> found = ClosureSearch.of(study, List.of(USELESS, FORCE), 4 * RUNS);
        assertThat(found.tried()).extracting(ClosureSearch.Tried::taken).containsExactly(true, false, true);
        assertThat(found.tried()).extracting(tried -> tried.model().dimension()).containsExactly(1, 2, 2);
        assertThat(found.study().recipe().closure()).isSameAs(FORCE.rule());
        assertThat(found.study().large()).isSameAs(study.large());
        double without = found.tried().get(0).mean().error();
        ErrorOfTwo rest = found.tried().get(2).mean();
        assertThat(without).isGreaterThan(0.4);
        assertThat(rest.error()).as("error, ± %s", rest.standardError()).isLessThan(0.05);
        assertThat(found.table().rowCount()).isEqualTo(3);
        PrintedTables.requireSixDigits(found.table());
        assertThat(found.table().booleanColumn("taken").asList()).containsExactly(false, false, true);
        assertThat(found.verdict()).startsWith("force taken: it lowers the error of 2 patches along each side from ");
        // What x will do is pushed by the same h for some frames.
        assertThat(found.memory().orElseThrow().isSeen()).isTrue();
        assertThat(found.memory().orElseThrow().correlation()[0]).isPositive();
        assertThat(found.memory().orElseThrow().toString()).startsWith("memory seen: residuals of m correlate by 0.");
        double[] correlations = {0.02, 0.002, -0.01};
        double[] errors = {0.001, 0.001, 0.001};
        assertThat(new ResidualMemory(List.of("a", "b", "c"), correlations, errors))
                .hasToString(
                        "memory seen: residuals of a correlate by 0.020 ± 0.001, residuals of c correlate by -0.010 ± 0.001");
        assertThat(new ResidualMemory(List.of("b"), new double[] {0.002}, errors))
                .hasToString("no memory seen: residuals of b correlate by 0.002 ± 0.001");
    }

    @Test
    void whatIsNoValueOfAPatchIsRefused() {
        Study<float[]> study = Driven.study();
        Kept<Snapshots<float[]>> configurations = study.enlarge(study.simulate());
        Map<String, PatchValue<float[]>> wrong = Map.of(
                "differs when it is asked for again", (state, patch) -> System.nanoTime(),
                "changes the state", (state, patch) -> state[patch.site(0)]++,
                "depends on sites outside its patch", (state, patch) -> state[patch.site(0)] + state[31]);
        wrong.forEach((fault, value) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> study.closure(ClosureRule.of("own", value)).encoder(configurations))
                .withMessageStartingWith("closure variable 'own' " + fault + ": "));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> study.closure(ClosureRule.of(" ", Driven::force)).encoder(configurations))
                .withMessage("closure variable ' ' has no name: give one");
    }

    @Test
    void takesNoneWhereNothingIsMissing() {
        Study<float[]> study = Cells.study().large(new Cells(Grid.line(1, 32), 1, 0.5, 2));
        ClosureSearch<float[]> found = ClosureSearch.of(study, List.of(USELESS), 16 * RUNS);
        assertThat(found.study()).isEqualTo(study);
        assertThat(found.tried()).hasSize(1);
        assertThat(found.skipped()).containsExactly("useless: nothing left to mend");
        assertThat(found.verdict()).startsWith("no closure needed: without one the forecast of 2 patches");
        ResidualMemory memory = found.memory().orElseThrow();
        assertThat(memory.correlation()[0]).isCloseTo(0, within(4 * memory.standardError()[0]));
        // One of the square root of the numbers of runs and frames, but for noise that differs in time.
        assertThat(memory.standardError()[0]).isCloseTo(1 / Math.sqrt(16 * RUNS * 99.0), within(1e-3));
    }

    @Test
    void saysSoWhereNothingHelps() {
        Study<float[]> study = Driven.study();
        ClosureSearch<float[]> found = ClosureSearch.of(study, List.of(USELESS), RUNS);
        assertThat(found.study().recipe().closure()).isSameAs(study.recipe().closure());
        assertThat(found.verdict())
                .startsWith("no closure helps: without one the forecast of 2 patches along each side is wrong by ")
                .contains(
                        "try larger patches or a closure of your own; from configurations that are not enlarged it is ");
        assertThat(found.verdict()).doesNotContain("enlarging makes it");
        // h is not among what z tells, however configurations are made.
        assertThat(found.control().orElseThrow().mean().error()).isGreaterThan(0.1);
        assertThat(found.table().stringColumn("closure").asList())
                .containsExactly("none", "useless", "none, not enlarged");
    }

    @Test
    void withoutASmallerSystemThereIsNothingToJudgeBy() {
        Study<float[]> pair = Cells.study().large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        ClosureSearch<float[]> found = ClosureSearch.of(pair, List.of(USELESS), RUNS);
        assertThat(found.study()).isEqualTo(pair);
        assertThat(found.tried()).isEmpty();
        assertThat(found.verdict()).contains("choose smaller patches");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClosureSearch.of(pair, List.of(), 1))
                .withMessage("search with 1 direct simulations: must be at least 2");
    }

    /** Tiles that were taken apart are so for what their rates tell; patches evolve among tiles that healed. */
    @Test
    void tilesStayApartWhereRatesTell() {
        Study<byte[]> apart = TinyStudy.study()
                .large(TinyStudy.lattice(3))
                .generated()
                .recipe(recipe -> recipe.with(new Enlarging.Assembled<>(
                                128, new Assembly.Likeness(2), Assembly.Tiling.SHIFTED, Optional.empty()))
                        .with(new GeneratedPairs<>(true)));
        Study<byte[]> study = apart.large(Ising.square(32, 3, 0.1));
        ClosureSearch<byte[]> found = ClosureSearch.of(
                study,
                List.of(
                        new ClosureSearch.Candidate<>("correlations", ClosureRule.correlations(2)),
                        new ClosureSearch.Candidate<>("fluctuations", ClosureRule.fluctuations(false, 4))),
                RUNS);
        List<Recipe<byte[]>> recipes =
                found.tried().stream().map(tried -> tried.study().recipe()).toList();
        assertThat(recipes).hasSize(3);
        assertThat(recipes.get(0)).isEqualTo(study.recipe());
        assertThat(recipes.get(1).pairs()).isEqualTo(new GeneratedPairs<>(true));
        assertThat(recipes.get(1).enlarging()).isEqualTo(study.recipe().enlarging());
        assertThat(recipes.get(2).pairs()).isInstanceOf(PatchPairs.class);
        assertThat(HealingChoice.time(
                        (Enlarging.Assembled<byte[]>) recipes.get(2).enlarging()))
                .isEqualTo(0.1 * study.until());
        found.tried().forEach(tried -> tried.study().requireFit());
    }

    /** Rates tell what events do to correlations, so that these keep them; patches evolve for a closure that has none. */
    @Test
    void pairsComeFromRatesWhereTheseTell() {
        Study<byte[]> study = TinyStudy.study().large(TinyStudy.lattice(3)).generated();
        Snapshots<byte[]> states =
                new Snapshots<>(study.large().grid(), study.large().stateType(), 30);
        byte[] state = new byte[256];
        for (int i = 0; i < 30; i++) {
            study.large().initialise(state, new SplittableRandom(i));
            states.set(i, state);
        }
        Study.Pairs<byte[]> pairs = study.closure(ClosureRule.correlations(2)).evolve(new Kept<>(states, "30 states"));
        assertThat(pairs.pairs().value().names())
                .containsExactly("magnetisation", "domain-wall density", "⟨x x⟩ at √2");
        assertThat(pairs.pairs().value().size()).isEqualTo(30 * 6);
    }

    /** Hardly trained, so that there is something to mend: each candidate has the pairs that it can have. */
    @Test
    void patchesEvolveForWhatRatesDoNotTell() {
        Study<byte[]> study = TinyStudy.study().large(Ising.square(32, 3, 0.1)).generated();
        ClosureSearch<byte[]> found = ClosureSearch.of(
                study,
                List.of(
                        new Candidate<>("nearest", ClosureRule.correlations(1)),
                        new Candidate<>("second", ClosureRule.correlations(2)),
                        new Candidate<>("blocks", ClosureRule.fluctuations(false, 4))),
                20);
        assertThat(found.skipped())
                .containsExactly("nearest: says no more than one before it, z = [magnetisation, domain-wall density]");
        assertThat(found.table().stringColumn("closure").asList()).startsWith("none", "second", "blocks");
        assertThat(found.table().stringColumn("pairs").asList()).startsWith("rates", "rates", "evolved");
        assertThat(found.tried().get(2).study().recipe().pairs())
                .isEqualTo(Recipe.<byte[]>ours(TinyStudy.UNTIL).pairs());
    }

    /** The fraction of B differs between configurations, but no exchange changes it: drift and noise of A|B see it. */
    @Test
    void whatIsConservedIsSeenByTheLaw() {
        RuleModel swaps =
                Rules.on(Grid.square(16)).states("A", "B").exchange("A B", 1).observe("A|B");
        Study<byte[]> study = Study.of(swaps)
                .patch(Grid.square(4))
                .from((state, random) -> {
                    for (int i = 0; i < state.length; i++) {
                        state[i] = (byte) (i < state.length / 2 ? 0 : 1);
                    }
                })
                .until(2)
                .configurations(60);
        Study<byte[]> hasty = study.training(study.recipe().fit().training().withEpochs(1));
        ClosureSearch<byte[]> found =
                ClosureSearch.of(hasty, List.of(new Candidate<>("correlations", ClosureRule.correlations(2))), RUNS);
        assertThat(found.skipped()).isEmpty();
        assertThat(found.tried().get(1).model().names())
                .startsWith("A|B", "⟨B⟩")
                .hasSize(3);
        assertThat(found.tried().get(1).model().conserved()).containsExactly("⟨B⟩");
        assertThat(taken(found).verdict())
                .endsWith("; ⟨B⟩ never changes: drift and noise see what is conserved, and it stays as it starts");
    }

    /** As if the last candidate had been better. */
    private static ClosureSearch<byte[]> taken(ClosureSearch<byte[]> found) {
        Tried<byte[]> last = found.tried().get(1);
        Tried<byte[]> better = new Tried<>(
                last.candidate(), last.study(), last.model(), last.mean(), last.spread(), last.seconds(), true);
        Tried<byte[]> none = found.tried().get(0);
        ErrorOfTwo wrong = new ErrorOfTwo(0.5, 0, new double[2]);
        Tried<byte[]> before =
                new Tried<>(none.candidate(), none.study(), none.model(), wrong, none.spread(), none.seconds(), true);
        return new ClosureSearch<>(
                last.study(), List.of(before, better), List.of(), Optional.empty(), Optional.empty());
    }

    /** An error that is not seen because it is known worse, or one as large, is no sign that enlarging is to blame. */
    @Test
    void enlargingMakesItOnlyIfHalfOfTheErrorIsGoneWithoutIt() {
        assertThat(controlled(0.015, 0.002, 0.017, 0.006))
                .endsWith("from configurations that are not enlarged it is 1.7 ± 0.6 %");
        assertThat(controlled(0.035, 0.007, 0.018, 0.004)).endsWith("it is 1.8 ± 0.4 %");
        assertThat(controlled(0.035, 0.007, 0.017, 0.004))
                .endsWith("it is 1.7 ± 0.4 %, so that enlarging makes it: longer healing or larger patches");
    }

    private static String controlled(double error, double chance, double notEnlarged, double itsChance) {
        Tried<float[]> none = tried(error, chance);
        return new ClosureSearch<>(
                        Driven.study(),
                        List.of(none),
                        List.of(),
                        Optional.of(tried(notEnlarged, itsChance)),
                        Optional.empty())
                .verdict();
    }

    private static final SdeModel MODEL =
            SdeModel.create(List.of("m"), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 1);

    /** With as much chance in the trainings, and none in runs. */
    private static Tried<float[]> tried(double error, double chance) {
        ErrorOfTwo mean = new ErrorOfTwo(error, chance, new double[2]);
        ErrorOfTwo spread = new ErrorOfTwo(0, 0, new double[2]);
        return new Tried<>(USELESS, Driven.study(), MODEL, mean, spread, 1, true);
    }

    /** Spins are amounts, numbers of species are not: no autoencoder of them. */
    @Test
    void theUsualCandidatesFitTheSystem() {
        assertThat(ClosureSearch.candidates(TinyStudy.study()))
                .extracting(Candidate::name)
                .containsExactly(
                        "correlations, 1 distance",
                        "correlations, 2 distances",
                        "correlations, 3 distances",
                        "fluctuations of blocks of 4",
                        "principal component",
                        "autoencoder");
        var species = Rules.on(Grid.line(1, 64))
                .states("o", "A", "B")
                .change("A -> B", 1)
                .observe("A");
        assertThat(ClosureSearch.candidates(Study.of(species).patch(Grid.line(1, 16))))
                .extracting(Candidate::name)
                .endsWith("fluctuations of blocks of 8", "principal component");
    }

    @Test
    void aVariableThatFollowsFromOthersIsRefused() {
        Study<float[]> study = Cells.study();
        float[] values = new float[32];
        Snapshots<float[]> states =
                new Snapshots<>(study.large().grid(), study.large().stateType(), 10);
        RandomGenerator random = new SplittableRandom(1);
        for (int i = 0; i < 10; i++) {
            Arrays.fill(values, random.nextFloat());
            states.set(i, values);
        }
        ClosureRule<float[]> same = ClosureRule.of("again", (state, patch) -> 3 - state[patch.site(0)]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> same.fit(study, new Kept<>(states, "states")))
                .withMessage("closure variable 'again' follows from [m] in all configurations: leave it out");
    }
}
