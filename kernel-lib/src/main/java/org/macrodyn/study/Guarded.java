package org.macrodyn.study;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;

/**
 * A start that says what is wrong with the states that it draws, before anything else trips over them.
 *
 * @param start draws them
 * @param <S> the state array
 */
record Guarded<S>(Start<S> start) implements Start<S> {
    Guarded {
        Objects.requireNonNull(start, "start is null: give what draws a state, or leave from(…) out");
    }

    static <S> Start<S> of(Start<S> start) {
        return start instanceof Guarded ? start : new Guarded<>(start);
    }

    @Override
    public void draw(MicroModel<S> model, S state, RandomGenerator random) {
        try {
            start.draw(model, state, random);
        } catch (IndexOutOfBoundsException outside) {
            throw new IllegalArgumentException(
                    "start fails in a system of " + model.grid() + " (" + outside.getMessage()
                            + "): it is drawn at any size, take places from the state's length or from the model's grid",
                    outside);
        }
        requireFull(model, state);
    }

    private static void requireFull(MicroModel<?> model, Object state) {
        if (model.stateType() == StateType.SPINS) {
            byte[] spins = (byte[]) state;
            for (int site = 0; site < spins.length; site++) {
                require(Math.abs(spins[site]) == 1, site, spins[site], "−1 or +1");
            }
        } else if (state instanceof float[] field) {
            for (int site = 0; site < field.length; site++) {
                require(Float.isFinite(field[site]), site, field[site], "finite");
            }
        }
    }

    private static void require(boolean right, int site, Number value, String allowed) {
        if (!right) {
            throw new IllegalArgumentException(
                    "start leaves site " + site + " at " + value + ": must be " + allowed + ", fill all of the state");
        }
    }
}
