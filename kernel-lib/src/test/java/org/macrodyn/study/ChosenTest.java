package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Freedom.Part;

/** What is given stays, what is open is chosen, and the budget is counted. */
class ChosenTest {
    static final RuleModel INFECTION = Rules.on(Grid.square(32))
            .states("o", "x")
            .change("x -> o", 1)
            .change("o -> x", 0.1)
            .pair("x o -> x x", 0.3)
            .observe("x", "x|o");

    private static Study<byte[]> open() {
        return Study.of(INFECTION)
                .patch(Grid.square(8))
                .from(INFECTION.start("x", 0.8)::initialise)
                .until(2)
                .training(TrainingSettings.of(1).withBatch(256).withEpochs(10))
                .budget(Duration.ofMillis(100));
    }

    private static Set<Part> parts(Study<?> study) {
        return study.recipe().freedom().open();
    }

    @Test
    void aWordFixesItsPartAndARecipeAll() {
        Study<byte[]> study = Study.of(INFECTION).patch(Grid.square(8)).until(2);
        assertThat(parts(study))
                .containsExactly(
                        Part.RUNS,
                        Part.PAIRS,
                        Part.STEP,
                        Part.HEALING,
                        Part.TILES,
                        Part.SIZE,
                        Part.CLOSURE,
                        Part.AMOUNT,
                        Part.TRAINING,
                        Part.LADDER);
        record Word(Part part, boolean steps, UnaryOperator<Study<byte[]>> says) {}
        for (Word word : List.of(
                new Word(Part.PAIRS, true, one -> one.step(0.1)),
                new Word(Part.PAIRS, false, one -> one.boundary(PatchBoundary.halo(1))),
                new Word(Part.PAIRS, false, one -> one.repeats(9)),
                new Word(Part.PAIRS, true, Study::generated),
                new Word(Part.AMOUNT, false, one -> one.configurations(9)),
                new Word(Part.CLOSURE, false, one -> one.closure(ClosureRule.observables())),
                new Word(Part.TRAINING, false, one -> one.training(TrainingSettings.of(1))))) {
            Study<byte[]> said = word.says.apply(study);
            assertThat(parts(said)).doesNotContain(word.part).hasSize(word.steps ? 8 : 9);
            assertThat(parts(said).contains(Part.STEP)).isEqualTo(!word.steps);
        }
        for (UnaryOperator<Study<byte[]>> neutral : List.<UnaryOperator<Study<byte[]>>>of(
                one -> one.lambda(2), one -> one.trainingSeed(3), one -> one.seed(4), one -> one.threads(1))) {
            assertThat(parts(neutral.apply(study))).hasSize(10);
        }
        assertThat(parts(study.recipe(Recipe.ours(2)))).isEmpty();
        assertThat(parts(study.recipe(recipe -> recipe))).isEmpty();
        assertThat(parts(Study.of(INFECTION).patch())).hasSize(11).contains(Part.PATCH);
    }

    @Test
    void aNewHorizonFreesWhatWasChosenAndKeepsWhatWasGiven() {
        Study<byte[]> given = Study.of(INFECTION)
                .patch(Grid.square(8))
                .configurations(77)
                .step(0.3)
                .until(6);
        var assembled = (Enlarging.Assembled<byte[]>) given.recipe().enlarging();
        assertThat(assembled.samples()).isEqualTo(77);
        assertThat(assembled.healing().orElseThrow().span()).hasToString("δt = 0.6");
        assertThat(given.recipe().patchPairs("test").span().orElseThrow()).hasToString("δt = 0.3");
        Study<byte[]> chosen = given.chosen(
                new Freedom.Choice(Part.HEALING, "none", ""), given.recipe().with(assembled.healing(0)));
        assertThat(parts(chosen)).doesNotContain(Part.HEALING);
        Study<byte[]> later = chosen.until(8);
        assertThat(later.recipe().freedom().choices()).isEmpty();
        assertThat(parts(later)).isEqualTo(parts(given));
        assertThat(((Enlarging.Assembled<byte[]>) later.recipe().enlarging())
                        .healing()
                        .orElseThrow()
                        .span())
                .hasToString("δt = 0.8");
        assertThat(parts(chosen.from(INFECTION::initialise))).contains(Part.HEALING);
        assertThat(parts(chosen.seed(8))).doesNotContain(Part.HEALING);
    }

    /** Whatever the order of the words, δt is 1/100 of the horizon unless it is one of them. */
    @Test
    void theOrderOfTheWordsDoesNotMatter() {
        List<UnaryOperator<Study<byte[]>>> words = List.of(
                one -> one.until(40),
                one -> one.repeats(9),
                one -> one.boundary(PatchBoundary.halo(1)),
                one -> one.configurations(77),
                one -> one.trainingSeed(5).lambda(3),
                one -> one.from(INFECTION.start("x", 0.8)));
        Study<byte[]> plain = Study.of(INFECTION).patch(Grid.square(8));
        Study<byte[]> first = said(plain, words);
        String all = first.recipe().toString();
        var rule = new PatchPairs<byte[]>(PatchBoundary.halo(1), Optional.of(Span.time(0.4)), 9, true, Increment.OURS);
        assertThat(first.recipe().pairs()).isEqualTo(rule);
        assertThat(first.fitted().seed()).isEqualTo(5);
        assertThat(first.recipe().fit().lambda().of(16)).isEqualTo(3);
        for (List<UnaryOperator<Study<byte[]>>> order : orders(words)) {
            assertThat(said(plain, order).recipe()).hasToString(all);
            assertThat(said(plain.until(3), order).recipe()).hasToString(all);
        }
        for (List<UnaryOperator<Study<byte[]>>> order :
                orders(List.of(words.get(0), words.get(1), words.get(2), one -> one.step(0.07)))) {
            assertThat(said(plain, order).recipe().pairs()).isEqualTo(rule.withStep(0.07));
        }
        Kept<Snapshots<byte[]>> any = new Kept<>(open().simulate().value(), "any");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.repeats(9).evolve(any))
                .withMessageStartingWith("no horizon");
    }

    private static Study<byte[]> said(Study<byte[]> study, List<UnaryOperator<Study<byte[]>>> words) {
        Study<byte[]> said = study;
        for (UnaryOperator<Study<byte[]>> word : words) {
            said = word.apply(said);
        }
        return said;
    }

    private static <T> List<List<T>> orders(List<T> things) {
        return things.isEmpty()
                ? List.of(List.of())
                : things.stream()
                        .flatMap(last -> orders(things.stream()
                                        .filter(one -> one != last)
                                        .toList())
                                .stream()
                                .map(rest -> Stream.concat(rest.stream(), Stream.of(last))
                                        .toList()))
                        .toList();
    }

    @Test
    void aStudyOfWhichAllIsGivenChoosesNothing() {
        Study<byte[]> given = TinyStudy.study();
        Chosen<byte[]> chosen = given.choose();
        assertThat(chosen.study()).isSameAs(given);
        assertThat(chosen.table().rowCount()).isZero();
        assertThat(chosen).hasToString(given + "; all was given");
        assertThat(given.learn().choices().rowCount()).isZero();
    }

    @Test
    void everythingElseIsChosenAndSaysWhy() {
        Study<byte[]> study = open().step(0.05);
        Learnt<byte[]> learnt = study.learn();
        assertThat(learnt.choices().stringColumn("what").asList())
                .containsExactly("small runs", "healing", "tiles", "configurations", "ladder");
        assertThat(learnt.study().recipe().pairs()).isEqualTo(study.recipe().pairs());
        assertThat(learnt.study().recipe().fit()).isEqualTo(study.recipe().fit());
        assertThat(learnt.study().choose().study()).as("chosen once").isSameAs(learnt.study());
        assertThat(study.choose().toString()).contains("small runs: ").contains("healing: ");
    }

    /** The springs of independent cells do not flicker, and tell no rates: patches evolve for the recipe's δt. */
    @Test
    void withoutFlickerTheUsualStepIsTaken() {
        Study<float[]> cells = Study.of(new Cells(Grid.line(1, 32), 1, 0.5, 2))
                .patch(Grid.line(1, 8))
                .until(2)
                .configurations(200)
                .training(TrainingSettings.of(1).withBatch(256).withEpochs(5))
                .budget(Duration.ofMillis(100));
        Chosen<float[]> chosen = cells.choose();
        assertThat(chosen.study().recipe().patchPairs("test").span().orElseThrow())
                .hasToString("δt = 0.02");
        assertThat(chosen.table().stringColumn("why").asList())
                .contains("noise stays as it is from the shortest δt on, but for relaxation");
        Study<byte[]> rates = open();
        assertThat(rates.choose().study().recipe().pairs()).isInstanceOf(GeneratedPairs.class);
        Chosen<byte[]> alone = rates.closure(ClosureRule.observables()).choose();
        assertThat(alone.study().recipe().pairs()).isInstanceOf(GeneratedPairs.class);
        assertThat(alone.study().recipe().closure()).isEqualTo(ClosureRule.observables());
        Chosen<byte[]> closed =
                rates.closure(ClosureRule.fluctuations(false, 4)).choose();
        assertThat(closed.study().recipe().pairs()).isInstanceOf(PatchPairs.class);
        assertThat(closed.table().stringColumn("why").asList())
                .contains("rates tell nothing of the closure that was given");
    }

    /**
     * Events tell the rates of correlations as well as those of observables; with less to train them with there are fewer, or
     * none.
     */
    @Test
    void correlationsAreVariablesWhereEventsTellTheirRates() {
        Study<byte[]> rates = open().recipe(Function.identity()).generated();
        assertThat(closed(rates, 60)).contains("correlations at 3 distances");
        assertThat(closed(rates, 1.1)).contains("correlations at 1 distance");
        assertThat(closed(rates, 0.5)).isEmpty();
        assertThat(closed(open(), 60)).as("patches that evolve").isEmpty();
        ClosureModel<byte[]> map = ClosureChoice.choose(rates, new Work(60))
                .encoder(new Kept<>(rates.enlarge(rates.simulate()).value(), "test"))
                .value();
        assertThat(map.names())
                .startsWith("x", "x|o")
                .hasSizeLessThanOrEqualTo(2 + 4)
                .hasSizeGreaterThan(3);
    }

    /** Spins that feel all others tell their rates together, and nothing of correlations. */
    @Test
    void correlationsThatWereGivenAreNotAskedOfRatesThatTellThemNot() {
        ClosureRule<byte[]> correlations = ClosureRule.correlations(1);
        assertThat(correlations.isToldByEvents(INFECTION)).isTrue();
        assertThat(correlations.isToldByEvents(new CurieWeiss(Grid.square(16), 1.1, 0.1)))
                .isFalse();
        assertThat(ClosureRule.<byte[]>fluctuations(false, 4).isToldByEvents(INFECTION))
                .isFalse();
        Study<byte[]> field = Study.of(new CurieWeiss(Grid.square(16), 1.1, 0.1))
                .patch(Grid.square(8))
                .until(2)
                .generated();
        assertThat(ClosureChoice.choose(field, new Work(60)).recipe().closure()).isEqualTo(ClosureRule.observables());
    }

    private static Optional<String> closed(Study<byte[]> study, double budget) {
        return ClosureChoice.choose(study, new Work(budget)).recipe().freedom().choices().stream()
                .filter(choice -> choice.part() == Freedom.Part.CLOSURE)
                .map(choice -> choice.chosen().replace(" beside the observables", ""))
                .findFirst();
    }

    /** Z turns o into x and stays; runs from other mixtures have other numbers of them, of which x tells nothing. */
    @Test
    void whatIsConservedAndNotObservedIsThatOfTheStart() {
        RuleModel turned = Rules.on(Grid.square(32))
                .states("o", "x", "Z")
                .change("o -> x", at -> 0.1 + at.count("Z"))
                .change("x -> o", 1)
                .observe("x");
        Study<byte[]> study = Study.of(turned)
                .patch(Grid.square(8))
                .from(turned.start("x", 0.0).start("Z", 0.1)::initialise)
                .until(2)
                .configurations(300)
                .closure(ClosureRule.observables())
                .training(TrainingSettings.of(1).withBatch(256).withEpochs(10))
                .budget(Duration.ofSeconds(5));
        Chosen<byte[]> chosen = study.choose();
        assertThat(chosen.table().stringColumn("chosen").asList())
                .as(chosen.table().stringColumn("why").asList().toString())
                .contains("instead: all small runs from the start");
        assertThat(chosen.study().recipe().small().everyFromStart()).isEqualTo(1);
        assertThat(chosen.study().recipe().small()).isInstanceOf(SmallRule.Doubled.class);
        assertThat(chosen.study()
                        .from((model, state, random) -> model.initialise(state, random))
                        .choose()
                        .study()
                        .recipe()
                        .small()
                        .everyFromStart())
                .as("chosen anew")
                .isEqualTo(2);
    }

    /** Mates that are all kin, as runs from the start alone are, go with those runs. */
    @Test
    void anotherStartFreesMatesToo() {
        Study<byte[]> first = open();
        Study<byte[]> runs = RunsChoice.choose(first, new Work(1));
        SmallRule<byte[]> all = ((AgedRuns<byte[]>) runs.recipe().small()).fromStart();
        var kin = ((Enlarging.Assembled<byte[]>) runs.recipe().enlarging()).kin(all);
        Study<byte[]> chosen = runs.chosen(
                new Freedom.Choice(Part.HEALING, "", ""),
                runs.recipe().with(all).with(kin));
        chosen.requireFit();
        Study<byte[]> again =
                RunsChoice.choose(chosen.from((model, state, random) -> Arrays.fill(state, (byte) 1)), new Work(1));
        again.requireFit();
        assertThat(((Enlarging.Assembled<byte[]>) again.recipe().enlarging()).mates())
                .isInstanceOf(Assembly.Likeness.class);
    }

    /** The same on any number of threads. */
    @Test
    void choicesDoNotDependOnThreads() {
        Chosen<byte[]> one = open().threads(1).choose();
        Chosen<byte[]> two = open().threads(2).choose();
        assertThat(one.study().recipe().freedom())
                .isEqualTo(two.study().recipe().freedom());
        assertThat(one.study().recipe().freedom().choices()).hasSize(6);
    }

    /** Of 4000, half as often as it takes until they and two trainings cost a third of the budget. */
    @Test
    void asManyConfigurationsAsTheBudgetsSharePaysFor() {
        Study<byte[]> study = open().generated();
        double rate = RunsChoice.rate(study);
        double each = Work.ofConfiguration(study, rate) + 2 * Work.ofTraining(study, 2);
        for (int count : new int[] {250, 1000}) {
            double budget = 1.01 * count * each * 3;
            Work work = new Work(budget);
            Study<byte[]> chosen = AmountChoice.choose(study, work);
            assertThat(((Enlarging.Assembled<byte[]>) chosen.recipe().enlarging()).samples())
                    .isEqualTo(count);
            assertThat(work.left()).isCloseTo(budget - count * each, within(1e-9));
            Work less = new Work(0.98 * budget);
            assertThat(((Enlarging.Assembled<byte[]>)
                                    AmountChoice.choose(study, less).recipe().enlarging())
                            .samples())
                    .isEqualTo(count / 2);
        }
    }

    /** 1000 cost a second: 3.7 seconds are left for 3700, 1.4 for 1400, which are not worth it, and 9 for the usual 4000. */
    @Test
    void theRestOfTheBudgetMakesMoreConfigurations() {
        Study<byte[]> study = open().generated().configurations(1000);
        double rate = RunsChoice.rate(study);
        double second = AmountChoice.learning(study, rate);
        Map<Double, Integer> counts = Map.of(3.7005, 3700, 1.4, 1000, 9.0, 4000);
        counts.forEach((left, count) -> {
            Work work = new Work(left * second);
            assertThat(AmountChoice.count(AmountChoice.grown(study, rate, work)))
                    .isEqualTo(count);
            double spent = count > 1000 ? count / 1000.0 : 0;
            assertThat(work.left()).isCloseTo((left - spent) * second, within(1e-9));
        });
        Study<byte[]> noisy = open().step(0.02).configurations(1000);
        Work work = new Work(99 * AmountChoice.learning(noisy, rate));
        assertThat(AmountChoice.count(AmountChoice.grown(noisy, rate, work))).isEqualTo(16_000);
    }

    /** Configurations that are there are not made again. */
    @Test
    void whatIsThereCostsNothing() {
        Study<byte[]> study = open().generated().configurations(100);
        double rate = RunsChoice.rate(study);
        Study<byte[]> closed = study.closure(ClosureRule.correlations(1));
        double each = Work.ofConfiguration(study, rate) + 2 * Work.ofTraining(study, 2 + 2);
        assertThat(AmountChoice.learning(closed, rate)).isCloseTo(100 * each, within(1e-12));
        double there = Work.ofEnlarging(study, rate);
        assertThat(AmountChoice.learning(closed, study, rate)).isCloseTo(100 * (each - there), within(1e-12));
        Study<byte[]> more = closed.configurations(101);
        assertThat(AmountChoice.learning(more, study, rate)).isCloseTo(101 * each, within(1e-12));
        double sites = 32 * 32;
        assertThat((Work.ofConfiguration(study, rate) - there) * 2e7).isCloseTo(sites / 4, within(1e-6));
    }

    /** Patches that are cut out and closed on themselves, as if that had been chosen. */
    private static Study<byte[]> isolated() {
        return isolated("down");
    }

    private static Study<byte[]> isolated(String down) {
        double[][] energy = {{-1, 1}, {1, -1}};
        RuleModel spins = Rules.on(Grid.square(32))
                .states(down, "up")
                .energy(energy)
                .heatBath(3)
                .observe(down, "up|" + down);
        Study<byte[]> study = Study.of(spins)
                .patch(Grid.square(8))
                .from(spins.start("up", 0.9)::initialise)
                .until(4)
                .configurations(400)
                .repeats(16)
                .closure(ClosureRule.observables())
                .boundary(PatchBoundary.PERIODIC_PATCH);
        Study<byte[]> brief = study.training(study.recipe().fit().training().withEpochs(40));
        return brief.chosen(new Freedom.Choice(Part.PAIRS, "", ""), brief.recipe());
    }

    /** Their drift is about half of what it should be: a shorter δt is tried and not taken, a margin is. */
    @Test
    void theLadderJudgesWhatWasChosen() {
        Study<byte[]> given = isolated();
        Study<byte[]> judged = JudgedChoice.choose(given, new Work(100));
        Freedom.Choice choice = judged.recipe().freedom().choices().get(1);
        assertThat(choice.part()).isEqualTo(Part.LADDER);
        assertThat(choice.chosen()).as(choice.why()).isEqualTo("instead: with a margin of 4");
        assertThat(choice.why())
                .startsWith(
                        "error of 16×16 (another is taken if its error is less by two standard errors of the difference, other starts if it is half): as chosen: ")
                .contains(" %, δt = 0.0100: ", " %, with a margin of 4: ");
        String asChosen = choice.why().replaceAll(".*as chosen: |, δt.*", "");
        assertThat(choice.why()).contains("as chosen: " + asChosen).doesNotContain("δt = 0.0100: " + asChosen);
        assertThat(judged.recipe().pairs())
                .isEqualTo(given.recipe().patchPairs("test").withBoundary(PatchBoundary.halo(4)));
        assertThat(parts(judged)).doesNotContain(Part.LADDER);
    }

    /** Beside runs of a quarter of the cells forecasts start where these do. */
    @Test
    void aLawIsHeldAgainstRunsOfAnotherSize() {
        Study<float[]> study = Cells.study().from(new Cells(Grid.line(1, 32), 1, 0.5, 2));
        Learnt<float[]> small = study.learn().on(Grid.line(1, 8));
        Trajectories truth = small.study().truth(9);
        Trajectories forecast = small.besideTruth(9).trajectories();
        for (int run = 0; run < 9; run++) {
            assertThat(forecast.values()[run][0][0]).isCloseTo(truth.values()[run][0][0], within(1e-6));
        }
        assertThat(truth.standardDeviation(0)[0]).isGreaterThan(0.5);
    }

    /** Nothing is tried where there is nothing to mend, though patches could evolve in place of rates. */
    @Test
    void aGoodChoiceStays() {
        Study<byte[]> rates =
                open().closure(ClosureRule.observables()).generated().configurations(300);
        Study<byte[]> given = rates.chosen(new Freedom.Choice(Part.PAIRS, "", ""), rates.recipe());
        Study<byte[]> judged = JudgedChoice.choose(given, new Work(100));
        Freedom.Choice choice = judged.recipe().freedom().choices().get(1);
        assertThat(choice.chosen()).isEqualTo("as chosen");
        assertThat(choice.why()).startsWith("error of ").doesNotContain("another is taken");
    }

    /**
     * Cells whose mean starts anywhere, by other numbers in a system of another size: from starts of the large one means differ
     * by chance.
     */
    @Test
    void forecastsStartWhereTheRunsOfTheRungDo() {
        Study<float[]> study = Cells.study()
                .large(new Cells(Grid.line(1, 64), 1, 0.5, 2))
                .from((state, random) -> {
                    for (int i = 0; i < state.length; i++) {
                        random.nextDouble();
                    }
                    Arrays.fill(state, (float) (4 * random.nextDouble() - 2));
                });
        Study<float[]> judged = JudgedChoice.choose(study.with(study.recipe().with(Freedom.none())), new Work(1));
        String why = judged.recipe().freedom().choices().get(0).why();
        assertThat(Double.parseDouble(why.replaceAll("error of 16: as chosen: | ± .*", "")))
                .as(why)
                .isLessThan(20);
    }

    /** Correlations know some of what edges of patches do that were cut out. */
    @Test
    void aClosureIsTakenForEvidence() {
        Study<byte[]> cut = isolated();
        Study<byte[]> judged =
                JudgedChoice.choose(cut.with(cut.recipe().with(Freedom.all().without(Part.PAIRS))), new Work(100));
        Freedom.Choice choice = judged.recipe().freedom().choices().get(0);
        assertThat(choice.why())
                .contains(": as chosen: ")
                .contains(" %, correlations at 3 distances beside the observables: ");
        assertThat(choice.chosen())
                .as(choice.why())
                .isEqualTo("instead: correlations at 3 distances beside the observables");
        assertThat(judged.recipe().closure()).isEqualTo(ClosureRule.correlations(3));
    }

    /** Neither a candidate that the rest of the budget does not pay for, nor the judgement itself. */
    @Test
    void nothingIsLearntBeyondTheBudget() {
        Study<byte[]> cut = isolated();
        Study<byte[]> given = cut.with(cut.recipe().with(Freedom.all().without(Part.PAIRS)));
        double rate = RunsChoice.rate(given);
        double runs = Work.RUNS * Work.ofRun(given.large(given.large().on(Grid.square(16))), rate);
        double trial = AmountChoice.learning(given.closure(ClosureRule.correlations(3)), given, rate);
        // A twentieth of the budget is for direct simulations, if that is more than the fewest.
        double both = Math.max(runs + trial, trial / 0.95);
        assertThat(why(given, 1.02 * both)).contains(" %, correlations at 3 distances");
        assertThat(why(given, 0.98 * both)).contains(": as chosen: ").doesNotContain("correlations");
        assertThat(why(given, 1.02 * runs)).contains(": as chosen: ");
        assertThat(why(given, 0.98 * runs))
                .startsWith("400 direct simulations of 16×16")
                .contains("more than is left");
    }

    private static String why(Study<byte[]> study, double budget) {
        List<Freedom.Choice> choices =
                JudgedChoice.choose(study, new Work(budget)).recipe().freedom().choices();
        return choices.get(choices.size() - 1).why();
    }

    /** The system observes a state of the name that the mean of the other would have as a closure variable. */
    @Test
    void aCandidateThatDoesNotFitIsTold() {
        Study<byte[]> cut = isolated("⟨up⟩");
        Study<byte[]> judged =
                JudgedChoice.choose(cut.with(cut.recipe().with(Freedom.all().without(Part.PAIRS))), new Work(100));
        Freedom.Choice choice = judged.recipe().freedom().choices().get(0);
        assertThat(choice.chosen()).isEqualTo("as chosen");
        assertThat(choice.why())
                .contains(
                        "correlations at 3 distances beside the observables: none (closure variable '⟨up⟩': the system");
    }

    /** The two trainings that are judged are what forecasts are by, and the certificate. */
    @Test
    void whatIsJudgedIsLearnt(@TempDir Path runs) throws IOException {
        Study<byte[]> study = open().keptIn(runs.toString(), label -> ProgressListener.NONE)
                .closure(ClosureRule.observables())
                .generated()
                .configurations(300);
        Study<byte[]> chosen = JudgedChoice.choose(study, new Work(100));
        List<Path> judged = trainings(runs);
        chosen.train(chosen.evolve(chosen.enlarge(chosen.simulate()))).certify(Ladder.of(chosen, 0));
        assertThat(trainings(runs)).isEqualTo(judged).hasSize(2);
    }

    private static List<Path> trainings(Path runs) throws IOException {
        try (Stream<Path> all = Files.walk(runs)) {
            return all.filter(path -> path.endsWith("model.zip")).sorted().toList();
        }
    }

    @Test
    void aBudgetIsAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open().budget(Duration.ZERO))
                .withMessage("budget of 0.0 s: must be above 0");
        assertThat(Study.of(INFECTION).patch(Grid.square(8)).recipe().freedom().budget())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(open().until(3).recipe().freedom().budget()).isEqualTo(Duration.ofMillis(100));
    }
}
