package org.macrodyn.study;

import org.macrodyn.ensemble.InitialState;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.rules.RuleModel;

/**
 * Where the forecasts of a {@link Study} start, in the words that are at hand.
 *
 * @param <S> the state array
 */
public interface StartChoices<S> {
    /**
     * The large system.
     *
     * @return the model
     */
    MicroModel<S> large();

    /**
     * Chooses where forecasts start.
     *
     * @param other draws a state of a system of any size
     * @return the changed study
     */
    Study<S> from(Start<S> other);

    /**
     * Chooses where forecasts start.
     *
     * @param other draws a state into an array of any length
     * @return the changed study
     */
    default Study<S> from(InitialState<S> other) {
        return from((model, state, random) -> other.draw(state, random));
    }

    /**
     * Chooses where forecasts start: as a model initialises, such as {@code sirs.start("I", 0.01).start("R", 0)}.
     *
     * @param mixture draws states of systems of any size, each by {@link MicroModel#on} of that size
     * @return the changed study
     * @throws IllegalArgumentException if its states are not those of the study's system
     */
    default Study<S> from(MicroModel<S> mixture) {
        if (!mixture.stateType().equals(large().stateType())
                || (mixture instanceof RuleModel one
                        && large() instanceof RuleModel other
                        && !one.states().equals(other.states()))) {
            throw new IllegalArgumentException(
                    "start of " + mixture + " for " + large() + ": must have the same states");
        }
        Start<S> drawn = (model, state, random) -> mixture.on(model.grid()).initialise(state, random);
        return from(drawn);
    }
}
