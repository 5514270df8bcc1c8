package org.macrodyn.study;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Freedom.Part;

/**
 * The choices of a {@link Study} that its recipe holds, each by a word of its own. What is chosen by a word stays as it is when
 * {@link Study#choose} chooses the rest.
 *
 * @param <S> the state array
 */
public interface RecipeChoices<S> {
    /**
     * How each stage is done.
     *
     * @return the recipe
     */
    Recipe<S> recipe();

    /**
     * The same study by another recipe, which leaves open what it leaves open.
     *
     * @param other how each stage is done
     * @return the changed study
     */
    Study<S> with(Recipe<S> other);

    /**
     * The same study by another recipe, all of which is meant: {@link Study#choose} leaves it as it is.
     *
     * @param other how each stage is done
     * @return the changed study
     */
    default Study<S> recipe(Recipe<S> other) {
        return with(other.with(other.freedom().without(Part.values())));
    }

    /**
     * How much work {@link Study#choose} and the learning that follows may take, on two cores. Work is counted (updates of sites,
     * steps of trainings) and turned into time by fixed rates, so that no clock decides what is chosen. What the budget does not
     * pay for is not measured; rates of events count as a look at each site, which is too little where each has many.
     * {@link Learnt#certify} has a budget of its own for each size, see {@link Ladder#of(Study, int)}.
     *
     * @param time above 0; 2 minutes unless chosen
     * @return the changed study
     * @throws IllegalArgumentException if it is not above 0
     */
    default Study<S> budget(Duration time) {
        return with(recipe().with(recipe().freedom().within(time)));
    }

    /** The same with a changed part, which is fixed by that. */
    private Study<S> given(Recipe<S> changed, Part... parts) {
        return with(changed.with(changed.freedom().without(parts)));
    }

    /**
     * The tiling of the large system.
     *
     * @return K patches
     */
    Patches patches();

    /**
     * The same by a changed recipe, all of which is meant: what the change leaves as it was is fixed as well, for the horizon
     * that {@link Study#until} said before.
     *
     * @param change of the recipe
     * @return the changed study
     */
    default Study<S> recipe(Function<Recipe<S>, Recipe<S>> change) {
        return recipe(change.apply(recipe()));
    }

    /**
     * Chooses λ, the ratio of the covariance of pairs to that of the system; λ = K unless chosen.
     *
     * @param lambda λ, above 0
     * @return the changed study
     * @throws IllegalArgumentException if λ is not finite and above 0
     */
    default Study<S> lambda(double lambda) {
        return with(recipe().with(recipe().fit().with(LambdaRule.fixed(lambda))));
    }

    /**
     * Chooses λ as it was measured on small systems.
     *
     * @param measured λ and its K
     * @return the changed study
     * @throws IllegalArgumentException if it was measured for another K
     */
    default Study<S> lambda(LambdaSelection measured) {
        LambdaRule rule = LambdaRule.measured(measured);
        rule.of(patches().count());
        return with(recipe().with(recipe().fit().with(rule)));
    }

    /**
     * Chooses δt of the pairs.
     *
     * @param time δt, in the model's unit of time, above 0
     * @return the changed study
     * @throws IllegalArgumentException if it is not above 0, or the recipe's pairs do not evolve patches
     */
    default Study<S> step(double time) {
        return given(recipe().with(recipe().patchPairs("δt = " + time).withStep(time)), Part.PAIRS, Part.STEP);
    }

    /**
     * Takes the drift and the covariance of the observables from the rates of the system's events, instead of letting patches
     * evolve: the limit δt → 0, without noise, see {@link GeneratedPairs}.
     *
     * @return the changed study
     * @throws IllegalArgumentException if the system does not know its events
     */
    default Study<S> generated() {
        Study<S> changed = given(recipe().with(new GeneratedPairs<>()), Part.PAIRS, Part.STEP);
        changed.recipe().pairs().requireFit(changed);
        return changed;
    }

    /**
     * Chooses what patches see beyond their edge.
     *
     * @param boundary the rule
     * @return the changed study
     * @throws IllegalArgumentException if a margin does not fit, or the recipe's pairs do not evolve patches
     */
    default Study<S> boundary(PatchBoundary boundary) {
        return given(recipe().with(recipe().patchPairs("boundary " + boundary).withBoundary(boundary)), Part.PAIRS);
    }

    /**
     * Chooses how many pairs each configuration gives.
     *
     * @param count at least 1
     * @return the changed study
     * @throws IllegalArgumentException if it is below 1, or the recipe's pairs do not evolve patches
     */
    default Study<S> repeats(int count) {
        return given(recipe().with(recipe().patchPairs("repeats = " + count).withRepeats(count)), Part.PAIRS);
    }

    /**
     * Chooses how many configurations of the large system are made.
     *
     * @param count at least 1
     * @return the changed study
     * @throws IllegalArgumentException if it is below 1, or the recipe's pairs enlarge small configurations themselves
     */
    default Study<S> configurations(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("configurations = " + count + ": must be at least 1");
        }
        return given(recipe().with(recipe().enlarging().samples(count)), Part.AMOUNT);
    }

    /**
     * Chooses how many configurations are made, and of how large a part of the large system, see {@link Enlarging.Assembled}.
     *
     * @param count at least 1
     * @param longest most patches along each axis, 4 or more; all there are if there are fewer
     * @return the changed study
     * @throws IllegalArgumentException if a number is below its least, or the recipe's configurations are not assembled
     */
    default Study<S> configurations(int count, int longest) {
        Study<S> counted = configurations(count);
        if (counted.recipe().enlarging() instanceof Enlarging.Assembled<S> assembled) {
            return given(counted.recipe().with(assembled.longest(longest)), Part.SIZE);
        }
        throw new IllegalArgumentException(
                "configurations of " + longest
                        + " patches along each axis: those of this recipe are as large as the system; give recipe(...) with Assembled");
    }

    /**
     * Chooses the closure.
     *
     * @param closure how the latent map is found
     * @return the changed study
     */
    default Study<S> closure(ClosureRule<S> closure) {
        Objects.requireNonNull(closure, "closure is null: give a ClosureRule, or leave closure(…) out");
        return given(recipe().with(closure), Part.CLOSURE);
    }

    /**
     * Chooses the shape of the SDE.
     *
     * @param network its networks
     * @return the changed study
     */
    default Study<S> network(SdeSettings network) {
        return with(recipe().with(recipe().fit().with(network)));
    }

    /**
     * Chooses how the SDE is trained.
     *
     * @param training the settings; λ is left to {@link #lambda}
     * @return the changed study
     */
    default Study<S> training(TrainingSettings training) {
        return given(recipe().with(recipe().fit().with(training)), Part.TRAINING);
    }

    /**
     * Chooses the seed of a training's weights and order of pairs; the data stay the same.
     *
     * @param other the seed
     * @return the changed study
     */
    default Study<S> trainingSeed(long other) {
        Fit fit = recipe().fit();
        return with(recipe().with(fit.with(fit.training().withSeed(other))));
    }

    /**
     * Chooses how often the SDE is trained; forecasts are by all trainings, in equal parts, see {@link Fit#trainings}.
     *
     * @param count at least 1
     * @return the changed study
     * @throws IllegalArgumentException if there is none
     */
    default Study<S> trainings(int count) {
        return with(recipe().with(recipe().fit().trainings(count)));
    }
}
