package org.macrodyn.study;

import java.util.Locale;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;

/**
 * What has been done of a budget, in counted work: updates of sites and steps of trainings, each at a fixed rate. No clock is
 * read, so the same budget means the same choices on every machine.
 */
final class Work {
    /** Updates of sites a second, on two cores: heat-bath spins, reactions and exchanges do 1 … 5 · 10⁷. */
    static final double UPDATES = 2e7;
    /** Steps of a training with 256 pairs a second. */
    static final double STEPS = 5000;

    /** Direct simulations of a size, as long as they are cheap. */
    static final int RUNS = 400;

    static final int MOST_RUNS = 6400;

    /** Visits of sites, to lay, copy or measure them, that take as long as an update. */
    private static final double VISITS = 4;
    /** Windows of a local relaxation overlap by half along each axis. */
    private static final int OVERLAP = 2;

    private final double budget;
    private double spent;

    /**
     * A budget of which nothing is spent.
     *
     * @param budget in nominal seconds
     */
    Work(double budget) {
        this.budget = budget;
    }

    /** All of a study's budget. */
    static Work of(Study<?> study) {
        return new Work(study.recipe().freedom().budget().toMillis() / 1e3);
    }

    /** Counts what was done. */
    void spend(double seconds) {
        spent += seconds;
    }

    double budget() {
        return budget;
    }

    double left() {
        return Math.max(0, budget - spent);
    }

    /**
     * How many of something a share of the budget pays for.
     *
     * @param share of the budget
     * @param each nominal seconds of one
     * @param fewest though they cost more
     * @param most though more could be paid for
     */
    int affordable(double share, double each, int fewest, int most) {
        return (int) Math.max(fewest, Math.min(most, share * budget / each));
    }

    /**
     * Nominal seconds for a configuration of a study's large system: assembled, healed, made pairs of.
     *
     * @param rate updates of a site per unit of time
     */
    static <S> double ofConfiguration(Study<S> study, double rate) {
        return ofEnlarging(study, rate) + ofPairs(study, rate);
    }

    /** Sites of a configuration. */
    static <S> int sites(Study<S> study) {
        return Sampled.of(study).large().grid().sites();
    }

    /** Nominal seconds of that, up to the pairs. */
    static <S> double ofEnlarging(Study<S> study, double rate) {
        double sites = sites(study);
        return (sites / VISITS + sites * healed(study) * rate) / UPDATES;
    }

    private static <S> double ofPairs(Study<S> study, double rate) {
        double updates = sites(study) / VISITS;
        if (study.recipe().pairs() instanceof PatchPairs<S> pairs) {
            double time = pairs.span().isPresent() && pairs.span().get() instanceof Span.Time fixed
                    ? fixed.duration()
                    : 1 / rate;
            double evolved = pairs.repeats() * study.patches().patch().sites();
            updates = evolved * (time * rate + 2 / VISITS);
        }
        return updates / UPDATES;
    }

    /** Nominal seconds of a direct simulation of a study's large system, at a rate of updates of a site per unit of time. */
    static <S> double ofRun(Study<S> study, double rate) {
        return study.large().grid().sites() * study.until() * rate / UPDATES;
    }

    /** The mean time for which a site heals: configurations of all ages do for half of the time, in each of its windows. */
    private static <S> double healed(Study<S> study) {
        return study.recipe().enlarging() instanceof Enlarging.Assembled<S> assembled
                ? Math.pow(OVERLAP, axes(study.large().grid())) * HealingChoice.time(assembled) / 2
                : 0;
    }

    /** Along how many axes a grid has more than one site. */
    static int axes(Grid grid) {
        return (grid.layers() > 1 ? 1 : 0) + (grid.rows() > 1 ? 1 : 0) + (grid.columns() > 1 ? 1 : 0);
    }

    /** Nominal seconds of a training for each configuration. */
    static <S> double ofTraining(Study<S> study, int dimension) {
        int pairs = study.recipe().pairs() instanceof PatchPairs<S> rule && !rule.condensed()
                ? rule.repeats()
                : 2 * dimension;
        var training = study.recipe().fit().training();
        return (double) training.descent().epochs() * pairs / training.descent().batch() / STEPS;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.0f of %.0f nominal seconds", spent, budget);
    }
}
