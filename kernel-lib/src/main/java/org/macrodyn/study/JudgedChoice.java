package org.macrodyn.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.Assembly;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * What the lowest rung of the {@link Ladder}, a system that is simulated itself, says of what was chosen. The study is learnt, by
 * two trainings, and both laws forecast from the same starts, run by run ({@link Learnt#on}): the mean of a mean over sites
 * hardly knows how many sites there are, as the {@link Certificate} has it. While the error of theirs is more than can be
 * tolerated, beyond chance, the next candidate of a choice takes its place if it is better by two standard errors ({@link
 * ErrorOfTwo}), and its own next one is tried; if it is not, what was there stays. In this order: where patches evolve, a quarter
 * of δt, correlations at {@value ClosureChoice#MOST} distances as closure variables if none was given or chosen, healing twice as
 * long, small runs that all start where forecasts do, if that halves the error (others differ from them in what is conserved and
 * not observed, too), pairs (patches that evolve in place of rates, a margin of {@value #MARGIN} sites), {@value #MORE} times as
 * many configurations.
 *
 * <p>Both laws are what the study's {@link Study#learn} and {@link Learnt#certify} give then: nothing is learnt for the judgement
 * alone, unless it is a candidate.
 */
final class JudgedChoice<S> {
    /** Of the budget, for direct simulations. */
    private static final double SHARE = 0.05;

    private static final String UNCHANGED = "as chosen";
    private static final int MARGIN = 4;
    private static final int MORE = 4;
    private static final int SHORTER = 4;
    /** What is conserved and not observed makes most of an error; runs from elsewhere are data that are not given up for less. */
    private static final double MOST_OF_IT = 0.5;

    /** Of the horizon, after no healing. */
    private static final double FIRST_HEALING = 0.05;

    private final Grid grid;
    private final Work work;
    private final double rate;
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

    private JudgedChoice(Grid grid, int runs, double rate, Work work) {
        this.grid = grid;
        this.runs = runs;
        this.rate = rate;
        this.work = work;
    }

    static <S> Study<S> choose(Study<S> study, Work work) {
        List<Grid> rungs = Sizes.above(study, 1);
        if (rungs.isEmpty()) {
            return chosen(study, UNCHANGED, "nothing between a patch and the system tells");
        }
        Study<S> own = study.large(study.large().on(rungs.get(0)));
        double rate = RunsChoice.rate(study);
        double each = Work.ofRun(own, rate);
        int runs = work.affordable(SHARE, each, Work.RUNS, Work.MOST_RUNS);
        double cost = runs * each;
        if (cost > work.left()) {
            return chosen(
                    study,
                    UNCHANGED,
                    String.format(
                            Locale.ROOT,
                            "%d direct simulations of %s, %.0f nominal seconds, are more than is left; %s",
                            runs,
                            rungs.get(0),
                            cost,
                            work));
        }
        work.spend(cost);
        return new JudgedChoice<S>(rungs.get(0), runs, rate, work).choose(study);
    }

    private Study<S> choose(Study<S> study) {
        Judged<S> best = judged(study, "as chosen", List.of());
        for (Next<S> next : List.<Next<S>>of(
                JudgedChoice::step,
                JudgedChoice::closure,
                JudgedChoice::healing,
                JudgedChoice::starts,
                JudgedChoice::pairs,
                JudgedChoice::amount)) {
            best = improved(best, next);
        }
        String what = best.taken.isEmpty() ? UNCHANGED : "instead: " + String.join(", then ", best.taken);
        String rule = judged.size() > 1
                ? " (another is taken if its error is less by two standard errors of the difference, other starts if it is half): "
                : ": ";
        String why = "error of " + grid + rule + String.join(", ", judged);
        Study<S> grown =
                isChosen(best.study.recipe(), Part.AMOUNT) ? AmountChoice.grown(best.study, rate, work) : best.study;
        boolean more = !grown.recipe().enlarging().equals(best.study.recipe().enlarging());
        return chosen(
                grown,
                what
                        + (more
                                ? "; with " + AmountChoice.count(grown) + " configurations, "
                                        + grown.recipe().fit().words()
                                : ""),
                why + (more ? "; more configurations by the rest of the budget; " : "; ") + work);
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
            better = best.error.isNeeded() ? better(best, next) : Optional.empty();
        }
        return best;
    }

    /** The next candidate, if the budget allows to learn it and it is better. */
    private Optional<Judged<S>> better(Judged<S> than, Next<S> next) {
        Optional<Trial<S>> trial = next.after(than.study)
                .filter(one -> AmountChoice.learning(than.study.with(one.recipe), than.study, rate) <= work.left());
        return trial.flatMap(one -> candidate(one, than))
                .filter(one -> one.error.isBelow(than.error, trial.get().share));
    }

    /** Nothing of one that does not fit the system, such as closure variables that follow from others. */
    private Optional<Judged<S>> candidate(Trial<S> trial, Judged<S> than) {
        Study<S> study = than.study.with(trial.recipe);
        work.spend(AmountChoice.learning(study, than.study, rate));
        List<String> taken =
                Stream.concat(than.taken.stream(), Stream.of(trial.words)).toList();
        try {
            return Optional.of(judged(study, trial.words, taken));
        } catch (IllegalArgumentException unfit) {
            judged.add(trial.words + ": none (" + unfit.getMessage() + ")");
            return Optional.empty();
        }
    }

    private Judged<S> judged(Study<S> study, String words, List<String> taken) {
        Study.Pairs<S> pairs = study.evolve(study.enlarge(study.simulate()));
        try {
            ErrorOfTwo error = KeptError.of(study.twice().train(pairs).on(grid), runs);
            judged.add(words + ": " + error);
            return new Judged<>(study, taken, error);
        } catch (IllegalStateException allLost) {
            judged.add(words + ": no finite forecast");
            return new Judged<>(study, taken, new ErrorOfTwo(Double.POSITIVE_INFINITY, 0, new double[runs]));
        }
    }

    /** Whether something was chosen, and not given. */
    private static boolean isChosen(Recipe<?> recipe, Part part) {
        return recipe.freedom().choices().stream().anyMatch(choice -> choice.part() == part);
    }

    /** Correlations, which patches that evolve tell of with noise, or which the events tell. */
    private static <S> Optional<Trial<S>> closure(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        Correlated<S> correlated = new Correlated<>(ClosureChoice.MOST);
        boolean told = !(recipe.pairs() instanceof GeneratedPairs) || correlated.isToldByEvents(study.large());
        return recipe.freedom().isOpen(Part.CLOSURE)
                        && recipe.closure().equals(ClosureRule.<S>observables())
                        && told
                        && !study.large().siteFunctions().isEmpty()
                ? Optional.of(new Trial<>(correlated + " beside the observables", recipe.with(correlated)))
                : Optional.empty();
    }

    /** A shorter δt, which sees faster changes of z; a longer one is what {@link StepScan} takes where z flickers. */
    private static <S> Optional<Trial<S>> step(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        return isChosen(recipe, Part.PAIRS)
                        && recipe.pairs() instanceof PatchPairs<S> patches
                        && patches.span().isPresent()
                        && patches.span().get() instanceof Span.Time fixed
                ? Optional.of(new Trial<>(
                        "δt = " + Words.plain(fixed.duration() / SHORTER, 3),
                        recipe.with(patches.withStep(fixed.duration() / SHORTER))))
                : Optional.empty();
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
        return more > AmountChoice.most(study)
                ? Optional.empty()
                : Optional.of(new Trial<>(
                        more + " configurations", AmountChoice.with(study, more).recipe()));
    }
}
