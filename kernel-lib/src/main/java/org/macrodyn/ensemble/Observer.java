package org.macrodyn.ensemble;

/**
 * Looks at the states of a simulation as they pass.
 *
 * <p>Called by several threads at once, but for one run always in the order of its frames.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface Observer<S> {
    /**
     * Looks at one recorded state.
     *
     * @param run number of the run
     * @param frame number of the recorded state, 0 is the initial one
     * @param time the run's physical time, 0 at frame 0
     * @param state {@code [n]}. Not to be kept: it changes after the call.
     */
    void frame(int run, int frame, double time, S state);
}
