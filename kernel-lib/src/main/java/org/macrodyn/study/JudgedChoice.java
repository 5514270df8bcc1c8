package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.run.Trajectories;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * What the lowest rung of the {@link Ladder} says of what was chosen. If systems of 2 patches a side show an error of the mean, beyond
 * chance, above the certificate's tolerance, each choice is tried once with its next candidate: healing twice as long, four times as many
 * configurations, a margin of {@value #MARGIN} sites or, in place of rates, patches that evolve. The one of least error is taken.
 *
 * <p>If that is still too wrong and no closure was given, {@link ClosureSearch} says whether correlations at {@value #DISTANCES}
 * distances help; its other candidates cost more than a budget as a rule holds.
 */
final class JudgedChoice {
    private static final int RUNS = 400;
    private static final int MARGIN = 4;
    private static final int MORE = 4;
    private static final int DISTANCES = 2;
    /** A search learns twice, each time by two trainings. */
    private static final int SEARCHED = 2;
    /** Of the horizon, after no healing. */
    private static final double FIRST_HEALING = 0.05;

    private JudgedChoice() {}

    /** What is tried in place of a choice. */
    private record Trial<S>(Part part, String words, Recipe<S> recipe) {}

    /** The error with it. */
    private record Judged<S>(Trial<S> trial, double error) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2g %% %s", 100 * error, trial.words);
        }
    }

    static <S> Study<S> choose(Study<S> study, Work work) {
        Grid grid = Ladder.doubled(study.patches().patch(), study.large().grid());
        if (grid.equals(study.large().grid())) {
            return chosen(study, study.recipe(), "nothing changed", "nothing between a patch and the system tells");
        }
        Trial<S> first = new Trial<>(Part.LADDER, "as chosen", study.recipe());
        List<Judged<S>> judged = new ArrayList<>();
        judge(study, first, grid, work, judged);
        if (!judged.isEmpty() && judged.get(0).error > Certificate.TOLERANCE) {
            trials(study).forEach(trial -> judge(study, trial, grid, work, judged));
        }
        if (judged.isEmpty()) {
            return chosen(study, study.recipe(), "nothing changed", "not judged, the budget is spent: " + work);
        }
        Judged<S> best =
                judged.stream().min(Comparator.comparingDouble(Judged::error)).orElseThrow();
        String why = "error of the mean of " + grid + " beyond chance: "
                + judged.stream().map(Judged::toString).collect(Collectors.joining(", ")) + "; " + work;
        String what = best.trial.part == Part.LADDER ? "nothing changed" : best.trial.words + " instead";
        Study<S> taken = chosen(study, best.trial.recipe, what, why);
        return best.error > Certificate.TOLERANCE ? closed(taken, grid, work) : taken;
    }

    /** With correlations as closure variables, if none was given, the budget allows the search, and it finds that they help. */
    private static <S> Study<S> closed(Study<S> study, Grid grid, Work work) {
        Study<S> own = study.large(study.large().on(grid));
        double cost = SEARCHED * AmountChoice.learning(own, RunsChoice.rate(study));
        if (!study.recipe().freedom().isOpen(Part.CLOSURE) || cost > work.left()) {
            return study;
        }
        work.spend(cost);
        ClosureSearch.Candidate<S> candidate = new ClosureSearch.Candidate<>(
                "correlations at " + DISTANCES + " distances", ClosureRule.correlations(DISTANCES));
        ClosureSearch<S> search = ClosureSearch.of(study, List.of(candidate), RUNS);
        Recipe<S> found = search.study().recipe();
        boolean helps = !found.closure().equals(study.recipe().closure());
        return study.chosen(
                new Choice(
                        Part.CLOSURE,
                        helps ? candidate.name() + " beside the observables" : "observables alone",
                        search.verdict()),
                study.recipe().with(found.closure()).with(found.pairs()));
    }

    private static <S> Study<S> chosen(Study<S> study, Recipe<S> recipe, String what, String why) {
        return study.chosen(new Choice(Part.LADDER, what, why), recipe);
    }

    /** Adds an error, if the budget allows to learn what it needs. */
    private static <S> void judge(Study<S> study, Trial<S> trial, Grid grid, Work work, List<Judged<S>> judged) {
        Study<S> given = study.recipe(trial.recipe);
        Study<S> own = given.large(study.large().on(grid));
        double rate = RunsChoice.rate(study);
        double cost = AmountChoice.learning(own, rate) + RUNS * grid.sites() * study.until() * rate / Work.UPDATES;
        // What is taken is learnt for the large system, too.
        if (cost + AmountChoice.learning(given, rate) > work.left()) {
            return;
        }
        work.spend(cost);
        Ladder<S> ladder = Ladder.forChoosing(given, RUNS);
        Trajectories truth = ladder.rungs().get(0).comparison().truth();
        double worst = IntStream.range(0, truth.dimension())
                .mapToDouble(c -> Arrays.stream(ladder.bias(c)).max().orElseThrow() / size(truth, c))
                .max()
                .orElseThrow();
        judged.add(new Judged<>(trial, worst));
    }

    private static double size(Trajectories truth, int c) {
        double size = Certificate.size(truth.mean(c), truth.standardDeviation(c));
        return size > 0 ? size : 1;
    }

    /** The next candidates of the parts that were chosen. */
    private static <S> List<Trial<S>> trials(Study<S> study) {
        Recipe<S> recipe = study.recipe();
        List<Part> parts = recipe.freedom().choices().stream().map(Choice::part).toList();
        List<Trial<S>> trials = new ArrayList<>();
        if (parts.contains(Part.HEALING) && recipe.enlarging() instanceof Enlarging.Assembled<S> assembled) {
            double time = HealingChoice.time(assembled);
            double longer = time > 0 ? 2 * time : FIRST_HEALING * study.until();
            String words = String.format(Locale.ROOT, "healing for %.3g", longer);
            trials.add(new Trial<>(Part.HEALING, words, recipe.with(assembled.healing(longer))));
        }
        if (parts.contains(Part.AMOUNT) && recipe.enlarging() instanceof Enlarging.Assembled<S> assembled) {
            int more = MORE * assembled.samples();
            trials.add(new Trial<>(
                    Part.AMOUNT,
                    more + " configurations",
                    AmountChoice.with(study, more).recipe()));
        }
        if (parts.contains(Part.PAIRS)) {
            PatchPairs<S> rule = recipe.pairs() instanceof PatchPairs<S> patches
                    ? patches.withBoundary(PatchBoundary.halo(MARGIN))
                    : Recipe.<S>ours(study.until()).patchPairs("a trial");
            if (rule.fits(study.patches())) {
                String words = recipe.pairs() instanceof PatchPairs
                        ? "with a margin of " + MARGIN
                        : "with patches that evolve for " + rule.span().orElseThrow();
                trials.add(new Trial<>(Part.PAIRS, words, recipe.with(rule)));
            }
        }
        return trials;
    }
}
