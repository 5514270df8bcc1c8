package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;

/**
 * One system at several values of a parameter p, learnt as one SDE dz = μ(z; p)dt + σ(z; p)dW.
 *
 * @param parameter its name, for example {@code T}
 * @param values in ascending order, two or more
 * @param at the study at a value
 * @param <S> the state array
 */
public record Family<S>(String parameter, List<Double> values, Function<Double, Study<S>> at) {
    /**
     * Sorts the values.
     *
     * @throws IllegalArgumentException if there are fewer than two, or one occurs twice
     */
    public Family {
        values = values.stream().sorted().toList();
        if (values.size() < 2 || values.stream().distinct().count() < values.size()) {
            throw new IllegalArgumentException(
                    parameter + " = " + values + ": give two or more values, each once, or learn a single study");
        }
    }

    /**
     * Simulates, enlarges and evolves at every value.
     *
     * @return pairs by value
     */
    public Map<Double, Study.Pairs<S>> evolve() {
        Map<Double, Study.Pairs<S>> pairs = new TreeMap<>();
        for (double value : values) {
            Study<S> study = at.apply(value);
            pairs.put(value, study.evolve(study.enlarge(study.simulate())));
        }
        return pairs;
    }

    /**
     * All pairs with the parameter beside them.
     *
     * @param pairs by value
     * @return one set of pairs, time in units of its own at each value, see {@link MacroPairs#conditional}
     */
    public Kept<MacroPairs> joined(Map<Double, Study.Pairs<S>> pairs) {
        Map<Double, MacroPairs> byValue = new TreeMap<>();
        List<String> hashes = new ArrayList<>();
        pairs.forEach((value, made) -> {
            byValue.put(value, made.pairs().value());
            hashes.add(made.pairs().hash());
        });
        return new Kept<>(MacroPairs.conditional(parameter, byValue), "conditional+" + String.join("+", hashes));
    }

    /**
     * Trains one SDE for all values, with the mean of their λ.
     *
     * @param pairs by value
     * @return the learnt SDE
     */
    public LearntFamily<S> train(Map<Double, Study.Pairs<S>> pairs) {
        Study<S> first = at.apply(values.get(0));
        double lambda = values.stream()
                .mapToDouble(value -> at.apply(value).fitted().lambda())
                .average()
                .orElseThrow();
        TrainingSettings training = first.fitted().withLambda(lambda);
        Trainings trainings = new Trainings(first.keeping(), "train for " + values.size() + " values of " + parameter);
        trainings.add(joined(pairs), first.recipe().fit().network(), training);
        return new LearntFamily<>(this, pairs, trainings.run().get(0));
    }

    /**
     * All of it at once.
     *
     * @return the learnt SDE
     */
    public LearntFamily<S> learn() {
        return train(evolve());
    }

    /**
     * One SDE for all values of a parameter.
     *
     * @param family how it was learnt
     * @param pairs by value
     * @param training the SDE and the history of its training
     * @param <S> the state array
     */
    public record LearntFamily<S>(Family<S> family, Map<Double, Study.Pairs<S>> pairs, TrainingResult training) {
        /**
         * The SDE at one value.
         *
         * @param value one of the family's, or, for the SDE alone, between them
         * @return learnt at that value, time in the model's unit
         */
        public Learnt<S> at(double value) {
            double nearest = family.values.stream()
                    .min(Comparator.comparingDouble(known -> Math.abs(known - value)))
                    .orElseThrow();
            TrainingResult there = new TrainingResult(
                    training.model().at(value),
                    training.losses(),
                    training.learningRates(),
                    training.validationLosses(),
                    training.seconds());
            return new Learnt<>(family.at.apply(value), pairs.get(nearest), there);
        }

        /**
         * Forecasts at one value, see {@link Learnt#forecast(int)}.
         *
         * @param value of the parameter
         * @param runs number of runs
         * @return z of the large system
         */
        public Trajectories forecast(double value, int runs) {
            return at(value).forecast(runs);
        }
    }
}
