package org.macrodyn.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * What the lowest rung of the {@link Ladder} says of what was chosen. Systems of 2 patches a side are learnt, each time by two
 * trainings, and simulated themselves, all against the same truth of up to {@value Work#MOST_RUNS} runs. While their error
 * is more than can be tolerated, and than chance, the next candidate of a choice takes its place if it is better by two standard
 * errors ({@link ErrorOfTwo}), and its own next one is tried; if it is not, what was there stays. In this order: small runs that all
 * start where forecasts do, if that halves the error (others differ from them in what is conserved and not observed, too), healing twice as long, pairs (patches that evolve in place of rates, a margin of {@value #MARGIN} sites), correlations at {@value
 * #DISTANCES} distances as closure variables if none was given ({@link ClosureSearch}; its other candidates cost more than a
 * budget as a rule holds), four times as many configurations.
 */
final class JudgedChoice<S> {
    /** Of the budget, for direct simulations. */
    private static final double SHARE = 0.05;

    private static final int TRAININGS = 2;
    private static final int MARGIN = 4;
    private static final int MORE = 4;
    /** What is conserved and not observed makes most of an error; runs from elsewhere are data that are not given up for less. */
    private static final double MOST_OF_IT = 0.5;

    private static final int DISTANCES = 2;
    /** Of the horizon, after no healing. */
    private static final double FIRST_HEALING = 0.05;

    private final Grid grid;
    private final Work work;
    private final double rate;
    private final Study<S> rung;
    private final int runs;
    private final List<String> judged = new ArrayList<>();

    /** A study with its error. */
    private record Judged<S>(Study<S> study, List<String> taken, ErrorOfTwo error) {}

    /** What is tried in place of a choice, which it has to lower to a share of its error, beyond chance. */
    private record Trial<S>(String words, Recipe<S> recipe, double share) {
        Trial(String words, Recipe<S> recipe) {
            this(words, recipe, 1);
        }
    }

    /** The next candidate of a part. */
    private interface Next<S> {
        Optional<Trial<S>> after(Study<S> study);
    }

    private JudgedChoice(Study<S> study, Grid grid, Work work) {
        this.grid = grid;
        this.work = work;
        rate = RunsChoice.rate(study);
        rung = study.large(study.large().on(grid));
        runs = Work.runs(SHARE * work.budget(), rung, rate);
    }

    static <S> Study<S> choose(Study<S> study, Work work) {
        Grid grid = Ladder.lowest(study);
        if (grid.equals(study.large().grid())) {
            return chosen(study, "nothing changed", "nothing between a patch and the system tells");
        }
        return new JudgedChoice<S>(study, grid, work).choose(study);
    }

    private Study<S> choose(Study<S> study) {
        work.spend(runs * Work.ofRun(rung, rate));
        Optional<Judged<S>> first = judge(study, "as chosen", List.of());
        if (first.isEmpty()) {
            return chosen(
                    study, "nothing changed", "not judged, what is left of the budget does not pay for it: " + work);
        }
        Judged<S> best = first.get();
        for (Next<S> next : List.<Next<S>>of(JudgedChoice::starts, JudgedChoice::healing, JudgedChoice::pairs)) {
            best = improved(best, next);
        }
        Study<S> closed = best.error.isNeeded() ? closed(best.study) : best.study;
        if (closed.recipe().closure().equals(best.study.recipe().closure())) {
            best = improved(new Judged<>(closed, best.taken, best.error), JudgedChoice::amount);
            closed = best.study;
        }
        String what = best.taken.isEmpty() ? "nothing changed" : String.join(", ", best.taken) + " instead";
        String rule = judged.size() > 1 ? ", another is taken if better beyond chance: " : ": ";
        return chosen(closed, what, "error of " + grid + rule + String.join(", ", judged) + "; " + work);
    }

    private static <S> Study<S> chosen(Study<S> study, String what, String why) {
        return study.chosen(new Choice(Part.LADDER, what, why), study.recipe());
    }

    /** Candidates of one part, as long as there is something to mend and each is better than the one before. */
    private Judged<S> improved(Judged<S> start, Next<S> next) {
        Judged<S> best = start;
        Optional<Judged<S>> better = Optional.of(best);
        while (better.isPresent()) {
            best = better.get();
            better = best.error.isNeeded() ? next.after(best.study).flatMap(better(best)) : Optional.empty();
        }
        return best;
    }

    private Function<Trial<S>, Optional<Judged<S>>> better(Judged<S> than) {
        return trial -> judge(
                        than.study.with(trial.recipe),
                        trial.words,
                        Stream.concat(than.taken.stream(), Stream.of(trial.words))
                                .toList())
                .filter(one -> one.error.isBelow(than.error, trial.share));
    }

    /** The error, if the budget allows to learn what it needs, and to learn it for the large system. */
    private Optional<Judged<S>> judge(Study<S> study, String words, List<String> taken) {
        Study<S> own = study.large(study.large().on(grid));
        double cost = learning(own);
        if (cost + AmountChoice.learning(study, rate) > work.left()) {
            return Optional.empty();
        }
        work.spend(cost);
        Study.Pairs<S> pairs = own.evolve(own.enlarge(own.simulate()));
        List<Study<S>> seeds = List.of(own, own.trainingSeed(own.fitted().seed() + 1));
        Trajectories truth = own.truth(runs);
        try {
            List<Learnt<S>> two = Study.trainAll(seeds, List.of(pairs, pairs), "train for the ladder");
            ErrorOfTwo error = ErrorOfTwo.Beside.of(two, truth).largest();
            judged.add(error + " " + words);
            return Optional.of(new Judged<>(study, taken, error));
        } catch (IllegalStateException allLost) {
            ErrorOfTwo error = new ErrorOfTwo(Double.POSITIVE_INFINITY, 0, new double[runs]);
            judged.add("no finite forecast " + words);
            return Optional.of(new Judged<>(study, taken, error));
        }
    }

    /** Nominal seconds of what a rung learns, by two trainings. */
    private double learning(Study<S> own) {
        return AmountChoice.learning(own, rate) + (TRAININGS - 1) * AmountChoice.trainings(own);
    }

    /** With correlations as closure variables, if none was given, the budget allows the search, and it finds that they help. */
    private Study<S> closed(Study<S> study) {
        double cost = TRAININGS * learning(study.large(study.large().on(grid)));
        if (!study.recipe().freedom().isOpen(Part.CLOSURE)) {
            return study;
        }
        if (cost > work.left()) {
            Choice none = new Choice(Part.CLOSURE, "observables alone", "no other tried: the budget does not allow it");
            return study.chosen(none, study.recipe());
        }
        work.spend(cost);
        ClosureSearch.Candidate<S> candidate = new ClosureSearch.Candidate<>(
                "correlations at " + DISTANCES + " distances", ClosureRule.correlations(DISTANCES));
        ClosureSearch<S> search = ClosureSearch.of(study, List.of(candidate), runs);
        Recipe<S> found = search.study().recipe();
        boolean helps = !found.closure().equals(study.recipe().closure());
        return study.chosen(
                new Choice(
                        Part.CLOSURE,
                        helps ? candidate.name() + " beside the observables" : "observables alone",
                        search.verdict()),
                found.with(study.recipe().freedom()));
    }

    /** Whether something was chosen, and not given. */
    private static boolean isChosen(Recipe<?> recipe, Part part) {
        return recipe.freedom().choices().stream().anyMatch(choice -> choice.part() == part);
    }

    /** Short evolutions of patches in place of rates; a wider margin in place of a narrow one. */
    private static <S> Optional<Trial<S>> pairs(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        if (!isChosen(recipe, Part.PAIRS)) {
            return Optional.empty();
        }
        boolean evolve = !(recipe.pairs() instanceof PatchPairs);
        PatchPairs<S> rule = evolve
                ? Recipe.<S>ours(study.until()).patchPairs("a trial")
                : recipe.patchPairs("a trial").withBoundary(PatchBoundary.halo(MARGIN));
        return rule.equals(recipe.pairs()) || !rule.fits(study.patches())
                ? Optional.empty()
                : Optional.of(new Trial<>(
                        evolve
                                ? "with patches that evolve for " + rule.span().orElseThrow()
                                : "with a margin of " + MARGIN,
                        recipe.together(FIRST_HEALING * study.until()).with(rule)));
    }

    private static <S> Optional<Trial<S>> starts(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        boolean all = recipe.small().everyFromStart() == 1;
        if (all || !isChosen(recipe, Part.RUNS) || !(recipe.small().ofPatches() instanceof AgedRuns<S> aged)) {
            return Optional.empty();
        }
        SmallRule<S> patches = aged.fromStart();
        SmallRule<S> runs = recipe.small() instanceof SmallRule.Doubled ? new SmallRule.Doubled<>(patches) : patches;
        Enlarging<S> enlarging = recipe.enlarging() instanceof Enlarging.Assembled<S> assembled
                        && assembled.mates() instanceof Assembly.Origin
                ? assembled.kin(runs)
                : recipe.enlarging();
        return Optional.of(
                new Trial<>("all small runs from the start", recipe.with(runs).with(enlarging), MOST_OF_IT));
    }

    private static <S> Optional<Trial<S>> healing(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        if (!isChosen(recipe, Part.HEALING) || !(recipe.enlarging() instanceof Enlarging.Assembled<S> assembled)) {
            return Optional.empty();
        }
        double time = HealingChoice.time(assembled);
        double longer = time > 0 ? 2 * time : FIRST_HEALING * study.until();
        return longer > study.until()
                ? Optional.empty()
                : Optional.of(new Trial<>(
                        "healing for " + Words.plain(longer, 3),
                        recipe.together(longer).with(assembled.healing(longer))));
    }

    private static <S> Optional<Trial<S>> amount(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        if (!isChosen(recipe, Part.AMOUNT) || !(recipe.enlarging() instanceof Enlarging.Assembled<S> assembled)) {
            return Optional.empty();
        }
        int more = MORE * assembled.samples();
        return Optional.of(new Trial<>(
                more + " configurations", AmountChoice.with(study, more).recipe()));
    }
}
