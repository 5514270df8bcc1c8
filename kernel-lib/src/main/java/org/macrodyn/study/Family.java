package org.macrodyn.study;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.store.Entries;

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
     * @throws IllegalArgumentException if there are fewer than two, one is not finite or occurs twice, the parameter has no name
     *     or that of an observable, or the studies have different systems' sizes or patches: one λ would not be right for all
     */
    public Family {
        values = values.stream().sorted().toList();
        boolean finite = values.stream().allMatch(Double::isFinite);
        if (!finite || values.size() < 2 || values.stream().distinct().count() < values.size()) {
            throw new IllegalArgumentException(parameter + " = " + values
                    + ": give two or more finite values, each once, or learn a single study");
        }
        Study<S> first = at.apply(values.get(0));
        requireName(parameter, first.large().observables());
        values.forEach(
                value -> requireAlike(parameter + " = " + value, at.apply(value).patches(), first.patches()));
    }

    private static void requireName(String parameter, List<String> observables) {
        if (parameter.isBlank() || observables.contains(parameter)) {
            throw new IllegalArgumentException("parameter '" + parameter
                    + "': give it a name, such as T, that is none of the observables " + observables);
        }
    }

    private static void requireAlike(String at, Patches patches, Patches first) {
        if (!patches.equals(first)) {
            throw new IllegalArgumentException(at + " with " + inWords(patches) + ": must have " + inWords(first)
                    + " as at the first value; learn other sizes as studies of their own");
        }
    }

    private static String inWords(Patches patches) {
        return patches.count() + " patches of " + patches.patch() + " in " + patches.grid();
    }

    /**
     * The same with every study changed.
     *
     * @param change of a study, for example {@code study -> study.seed(1)}
     * @return the changed family
     */
    public Family<S> with(UnaryOperator<Study<S>> change) {
        return new Family<>(parameter, values, at.andThen(change));
    }

    /**
     * Simulates small systems at every value.
     *
     * @return 𝒟_s by value
     */
    public Map<Double, Kept<Snapshots<S>>> simulate() {
        return byValue((value, study) -> study.simulate());
    }

    /**
     * Makes configurations of the large system of small ones at every value.
     *
     * @param small 𝒟_s by value
     * @return 𝒟 by value
     */
    public Map<Double, Kept<Snapshots<S>>> enlarge(Map<Double, Kept<Snapshots<S>>> small) {
        return byValue((value, study) -> study.enlarge(given(small, value)));
    }

    /**
     * Makes training pairs at every value.
     *
     * @param configurations 𝒟 by value
     * @return (z, Δz, δt) by value
     */
    public Map<Double, Study.Pairs<S>> evolve(Map<Double, Kept<Snapshots<S>>> configurations) {
        return byValue((value, study) -> study.evolve(given(configurations, value)));
    }

    /**
     * Simulates, enlarges and evolves at every value.
     *
     * @return pairs by value
     */
    public Map<Double, Study.Pairs<S>> evolve() {
        return evolve(enlarge(simulate()));
    }

    /**
     * Simulates an ensemble at every value, side by side, see {@link Ensembles#direct}.
     *
     * @param label what they are, for people
     * @param ensemble the ensemble of a study
     * @return z* of every run and frame, by value
     */
    public Map<Double, Trajectories> observe(String label, Function<Study<S>, Simulation<S>> ensemble) {
        Keeping keeping = at.apply(values.get(0)).keeping();
        List<Trajectories> runs = Ensembles.observed(
                keeping, label, values.stream().map(at.andThen(ensemble)).toList());
        return byValue((value, study) -> runs.get(values.indexOf(value)));
    }

    private <T> T given(Map<Double, T> byValue, Double value) {
        return Entries.required(byValue, value, parameter + " = ");
    }

    private <T> Map<Double, T> byValue(BiFunction<Double, Study<S>, T> make) {
        Map<Double, T> made = new TreeMap<>();
        values.forEach(value -> made.put(value, make.apply(value, at.apply(value))));
        return made;
    }

    /**
     * All pairs with the parameter beside them.
     *
     * @param pairs by value, for all of the family's values and no other
     * @return one set of pairs, time in units of its own at each value, see {@link MacroPairs#conditional}
     * @throws IllegalArgumentException if a value of the family has no pairs, or there are pairs at another
     */
    public Kept<MacroPairs> joined(Map<Double, Study.Pairs<S>> pairs) {
        requireValues(pairs);
        Map<Double, MacroPairs> byValue = new TreeMap<>();
        StringBuilder hash = new StringBuilder("conditional " + parameter);
        pairs.forEach((value, made) -> {
            Kept<MacroPairs> inUnit = at.apply(value).recipe().fit().inItsUnit(made.pairs());
            byValue.put(value, inUnit.value());
            hash.append("+").append(value).append(":").append(inUnit.hash());
        });
        return new Kept<>(MacroPairs.conditional(parameter, byValue), hash.toString());
    }

    /** λ and what the learnt SDE says of itself are those of all values. */
    private void requireValues(Map<Double, ?> pairs) {
        List<Double> given = pairs.keySet().stream().sorted().toList();
        if (!given.equals(values)) {
            throw new IllegalArgumentException("pairs for " + parameter + " = " + given + ": must be for the family's "
                    + values + "; evolve all of them, or make a family of the others");
        }
    }

    /**
     * Trains one SDE for all values, with the mean of their λ.
     *
     * @param pairs by value, for all of the family's values and no other
     * @return the learnt SDE
     * @throws IllegalArgumentException if a value of the family has no pairs, or there are pairs at another, before any work
     */
    public LearntFamily<S> train(Map<Double, Study.Pairs<S>> pairs) {
        return trainAll(List.of(this), List.of(pairs), "train for " + values.size() + " values of " + parameter)
                .get(0);
    }

    /**
     * Trains several families side by side.
     *
     * @param families one or more, kept in the same place
     * @param pairs of each, by value
     * @param label what is trained, for people
     * @param <S> the state array
     * @return one SDE for each, in their order
     * @throws IllegalArgumentException if a value of a family has no pairs, or there are pairs at another, before any work
     */
    public static <S> List<LearntFamily<S>> trainAll(
            List<Family<S>> families, List<Map<Double, Study.Pairs<S>>> pairs, String label) {
        IntStream.range(0, families.size()).forEach(i -> families.get(i).requireValues(pairs.get(i)));
        Study<S> any = families.get(0).at.apply(families.get(0).values.get(0));
        Trainings trainings = new Trainings(any.keeping(), label);
        for (int i = 0; i < families.size(); i++) {
            Family<S> family = families.get(i);
            Study<S> first = family.at.apply(family.values.get(0));
            trainings.add(
                    family.joined(pairs.get(i)),
                    first.recipe().fit().network(),
                    first.fitted().withLambda(family.lambda()));
        }
        List<TrainingResult> results = trainings.run();
        return IntStream.range(0, families.size())
                .mapToObj(i -> new LearntFamily<>(families.get(i), pairs.get(i), results.get(i)))
                .toList();
    }

    /** The mean of λ over the values. */
    double lambda() {
        return values.stream()
                .mapToDouble(value -> at.apply(value).fitted().lambda())
                .average()
                .orElseThrow();
    }

    /**
     * All of it at once.
     *
     * @return the learnt SDE
     */
    public LearntFamily<S> learn() {
        return train(evolve());
    }

    @Override
    public String toString() {
        return at.apply(values.get(0)) + ", for " + parameter + " = " + values;
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
         * λ of the training.
         *
         * @return the mean over the values
         */
        public double lambda() {
            return family.lambda();
        }

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
            return new Learnt<>(family.at.apply(value), family.given(pairs, nearest), there);
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

        @Override
        public String toString() {
            return "SDE of " + training.model().names() + " for " + family.parameter + " = " + family.values + ", "
                    + training.ending();
        }
    }
}
