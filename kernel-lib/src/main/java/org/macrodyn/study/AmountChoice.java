package org.macrodyn.study;

import java.util.Locale;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * How many configurations of the large system, all made of small ones: {@value #ENOUGH}, or half as many until the budget's share
 * pays for making them and for two trainings.
 *
 * <p>Four times as many, or four times the epochs, left the forecasts of an epidemic and of predators, by rates, as they were
 * (errors of 0.3 and 0.2 %), and made those of a growing film and of excitable cells, by patches that evolve, better by a tenth
 * (1.2 and 1.1 %); another healing or closure halved these. So the rest of the budget is for {@link JudgedChoice} first, and for
 * more configurations then.
 */
final class AmountChoice {
    private static final int FEWEST = 64;
    /** Of the budget: others may be tried as well. */
    private static final double SHARE = 1.0 / 3;
    /** Sites of all configurations together, each a byte or more. */
    private static final double SITES = 1.5e8;
    /** What the recipe's epochs are for: more take the same number of steps. */
    private static final int ENOUGH = 4000;

    private static final int NOISY = 16_000;

    /** Fewer more than this are not worth their time. */
    private static final double WORTH = 1.5;

    private static final int FEWEST_EPOCHS = 50;
    private static final int TRAININGS = 2;

    private AmountChoice() {}

    static <S> Study<S> choose(Study<S> study, Work work) {
        if (!(study.recipe().enlarging() instanceof Enlarging.Assembled<S>)) {
            return study;
        }
        double rate = RunsChoice.rate(study);
        double share = Math.min(work.left(), SHARE * work.budget());
        int most = Math.min(ENOUGH, most(study));
        int count = most;
        while (count > FEWEST && learning(with(study, count), rate) > share) {
            count = Math.max(FEWEST, count / 2);
        }
        Study<S> once = with(study, count);
        Study<S> chosen = once.recipe().freedom().isOpen(Part.TRAINING) ? once.twice() : once;
        double cost = learning(chosen, rate);
        work.spend(cost);
        Choice choice = new Choice(
                Part.AMOUNT,
                count + ", " + chosen.recipe().fit().words(),
                String.format(
                        Locale.ROOT,
                        "%.0f nominal seconds with two trainings%s; %s",
                        cost,
                        cost > share
                                ? ", the fewest, though above the budget's share: give a larger budget(…) or a shorter horizon"
                                : count < most ? ", twice as many are above the budget's share" : "",
                        work));
        return chosen.chosen(choice, chosen.recipe());
    }

    /**
     * With as many more as the rest of the budget pays for: up to {@value #ENOUGH}, or {@value #NOISY} where patches evolve,
     * whose pairs have noise.
     */
    static <S> Study<S> grown(Study<S> study, double rate, Work work) {
        int count = count(study);
        int affordable = (int) (work.left() / learning(study, rate) * count);
        int wanted = study.recipe().pairs() instanceof GeneratedPairs ? ENOUGH : NOISY;
        int more = Math.min(Math.min(wanted, most(study)), affordable);
        if (more < WORTH * count) {
            return study;
        }
        Study<S> grown = with(study, more);
        work.spend(learning(grown, rate));
        return grown;
    }

    /** How many there are; 0 if none are assembled. */
    static int count(Study<?> study) {
        return study.recipe().enlarging() instanceof Enlarging.Assembled<?> assembled ? assembled.samples() : 0;
    }

    /** What memory holds. */
    static int most(Study<?> study) {
        return (int) Math.max(FEWEST, SITES / Work.sites(study));
    }

    /** The same with a number of configurations, and epochs for it. */
    static <S> Study<S> with(Study<S> study, int count) {
        Recipe<S> recipe = study.recipe().with(study.recipe().enlarging().samples(count));
        if (count <= ENOUGH || !recipe.freedom().isOpen(Part.TRAINING)) {
            return study.with(recipe);
        }
        var training = recipe.fit().training();
        int epochs = Math.max(FEWEST_EPOCHS, training.descent().epochs() * ENOUGH / count);
        return study.with(recipe.with(recipe.fit().with(training.withEpochs(epochs))));
    }

    private static <S> double training(Study<S> study) {
        return Work.ofTraining(
                study,
                study.large().observables().size() + study.recipe().closure().most(study));
    }

    /** Nominal seconds of one training on as many configurations as the recipe's epochs are for. */
    static <S> double first(Study<S> study) {
        return ENOUGH * training(study);
    }

    /** Nominal seconds of all that a study learns of its small runs, by two trainings; 0 if it does not assemble. */
    static <S> double learning(Study<S> study, double rate) {
        return study.recipe().enlarging() instanceof Enlarging.Assembled<S> assembled
                ? assembled.samples() * (Work.ofConfiguration(study, rate) + TRAININGS * training(study))
                : 0;
    }

    /** The same after another study was learnt, whose configurations may be there already. */
    static <S> double learning(Study<S> study, Study<S> after, double rate) {
        boolean there = study.recipe().small().equals(after.recipe().small())
                && study.recipe().enlarging().equals(after.recipe().enlarging());
        return learning(study, rate) - (there ? count(study) * Work.ofEnlarging(study, rate) : 0);
    }
}
