package org.macrodyn.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.Trajectories;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * How many configurations of the large system: four times as many, until forecasts of two trainings, on either half of the
 * pairs and with the same noise, differ by less than the horizon allows, or the budget ends. All are made of small systems.
 *
 * <p>Each half's mean has twice the variance of that of all pairs, so the error of all is half of the difference.
 */
final class AmountChoice {
    /** Largest error of the mean that chance in the data may leave, in units of the observable's largest root mean square. */
    private static final double LIMIT = Certificate.TOLERANCE / 8;

    private static final int FIRST = 4000;
    private static final int FACTOR = 4;
    private static final int MOST = 16_000;
    private static final int FEWEST = 64;
    /** A larger amount than before by less than this is not worth its time. */
    private static final double WORTH = 1.5;
    /** Sites of all configurations together, each a byte or more. */
    private static final double SITES = 1.5e8;

    private static final int RUNS = 200;
    /** Configurations that the recipe's epochs are for: more take the same number of steps. */
    private static final int FOR_ALL_EPOCHS = 4000;

    private static final int FEWEST_EPOCHS = 50;

    private AmountChoice() {}

    static <S> Study<S> choose(Study<S> study, Work work) {
        if (!(study.recipe().enlarging() instanceof Enlarging.Assembled<S>)) {
            return study;
        }
        double rate = RunsChoice.rate(study);
        int most = (int) Math.min(MOST, SITES / study.large().grid().sites());
        List<String> found = new ArrayList<>();
        Study<S> trial = study;
        int count = 0;
        int next = Math.min(FIRST, most);
        while (next > WORTH * count) {
            trial = with(study, next);
            double cost = cost(trial, rate);
            int affordable = (int) Math.max(FEWEST, work.left() / cost);
            if (affordable < next) {
                next = affordable;
                if (next <= WORTH * count) {
                    break;
                }
                trial = with(study, next);
            }
            count = next;
            double error = error(trial);
            work.spend(count * cost);
            found.add(Words.plain(100 * error, 2) + " % of " + count);
            if (error <= LIMIT) {
                break;
            }
            next = Math.min(FACTOR * count, most);
        }
        Study<S> chosen = with(study, count);
        Choice choice = new Choice(
                Part.AMOUNT,
                count + ", trained for "
                        + chosen.recipe().fit().training().descent().epochs() + " epochs",
                "error of the mean by halves of the data: " + String.join(", ", found) + "; " + work);
        return chosen.chosen(choice, chosen.recipe());
    }

    /** The same with a number of configurations, and epochs for it. */
    static <S> Study<S> with(Study<S> study, int count) {
        Recipe<S> recipe = study.recipe().with(study.recipe().enlarging().samples(count));
        if (count <= FOR_ALL_EPOCHS || !recipe.freedom().isOpen(Part.TRAINING)) {
            return study.with(recipe);
        }
        var training = recipe.fit().training();
        int epochs = Math.max(FEWEST_EPOCHS, training.descent().epochs() * FOR_ALL_EPOCHS / count);
        return study.with(recipe.with(recipe.fit().with(training.withEpochs(epochs))));
    }

    /** Nominal seconds of a configuration: made, trained on in a half, and again in the whole. */
    private static <S> double cost(Study<S> study, double rate) {
        return Work.ofConfiguration(study, rate) + 2 * training(study);
    }

    /** Nominal seconds of one training on all configurations; 0 if it does not assemble. */
    static <S> double trainings(Study<S> study) {
        return study.recipe().enlarging() instanceof Enlarging.Assembled<S> assembled
                ? assembled.samples() * training(study)
                : 0;
    }

    private static <S> double training(Study<S> study) {
        return Work.ofTraining(
                study,
                study.large().observables().size() + study.recipe().closure().most(study));
    }

    /** Nominal seconds of one training on the fewest configurations that are tried, if the budget allows them. */
    static <S> double first(Study<S> study) {
        return FIRST * training(study);
    }

    /** Nominal seconds of all that a study learns of its small runs; 0 if it does not assemble. */
    static <S> double learning(Study<S> study, double rate) {
        return study.recipe().enlarging() instanceof Enlarging.Assembled<S> assembled
                ? assembled.samples() * (Work.ofConfiguration(study, rate) + training(study))
                : 0;
    }

    /** {@link #error(Trajectories, Trajectories)} of forecasts of two halves; infinite if one of them left the finite numbers. */
    private static <S> double error(Study<S> study) {
        Study.Pairs<S> all = study.evolve(study.enlarge(study.simulate()));
        List<Study.Pairs<S>> halves = List.of(half(all, 0), half(all, 1));
        List<Learnt<S>> learnt = Study.trainAll(List.of(study, study), halves, "train on halves");
        List<String> names = study.large().observables();
        try {
            return error(
                    learnt.get(0).forecast(RUNS).only(names),
                    learnt.get(1).forecast(RUNS).only(names));
        } catch (IllegalStateException allLost) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Half of the largest difference of two means, in units of the observable's size, by {@link ErrorOfTwo#groups} of starts if none is lost. */
    static double error(Trajectories one, Trajectories other) {
        List<int[]> groups = one.runs() == other.runs() ? ErrorOfTwo.groups(one) : List.of();
        return IntStream.range(0, one.dimension())
                .mapToDouble(c -> {
                    double size = Certificate.size(one.mean(c), one.standardDeviation(c));
                    return groups.stream()
                                    .mapToDouble(some -> difference(one.of(some), other.of(some), c))
                                    .max()
                                    .orElseGet(() -> difference(one, other, c))
                            / size
                            / 2;
                })
                .max()
                .orElseThrow();
    }

    private static double difference(Trajectories one, Trajectories other, int c) {
        double[] mean = one.mean(c);
        double[] second = other.mean(c);
        return IntStream.range(0, mean.length)
                .mapToDouble(k -> Math.abs(mean[k] - second[k]))
                .max()
                .orElseThrow();
    }

    private static <S> Study.Pairs<S> half(Study.Pairs<S> all, int which) {
        MacroPairs pairs = all.pairs().value();
        int middle = pairs.size() / pairs.group() / 2 * pairs.group();
        int from = which == 0 ? 0 : middle;
        int to = which == 0 ? middle : pairs.size();
        MacroPairs half = pairs.taken(IntStream.range(from, to).toArray());
        return new Study.Pairs<>(all.pairs().then(half, "-half-" + which), all.closure(), all.configurations());
    }
}
