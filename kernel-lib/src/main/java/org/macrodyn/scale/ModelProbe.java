package org.macrodyn.scale;

import java.lang.reflect.Array;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck.Result;

/**
 * What the checks of a model have in common: states and random numbers by number, comparisons, and how a fault is told.
 *
 * @param <S> the state array
 */
abstract class ModelProbe<S> {
    static final String STAGE = "model check";
    static final int STATES = 4;

    final MicroModel<S> model;
    final Grid grid;
    final long seed;

    ModelProbe(MicroModel<S> model, long seed) {
        this.model = model;
        this.grid = model.grid();
        this.seed = seed;
    }

    /** What a check's body found to be wrong. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
        final Result result;
        final String sentence;

        Broken(Result result, String sentence) {
            super(sentence, null, false, false);
            this.result = result;
            this.sentence = sentence;
        }
    }

    static String thrown(RuntimeException e) {
        String where = e.getStackTrace().length == 0
                ? ""
                : " in " + e.getStackTrace()[0].getMethodName() + ", line " + e.getStackTrace()[0].getLineNumber();
        return e.getClass().getSimpleName() + where + ": " + e.getMessage();
    }

    static Broken wrong(String format, @Nullable Object... values) {
        return new Broken(Result.WRONG, String.format(Locale.ROOT, format, values));
    }

    static Broken note(String format, @Nullable Object... values) {
        return new Broken(Result.NOTE, String.format(Locale.ROOT, format, values));
    }

    RandomGenerator random(long index) {
        return RandomStreams.stream(seed, STAGE, index);
    }

    private S allocate() {
        return model.stateType().allocate(grid.sites());
    }

    S copy(S state) {
        S copy = allocate();
        System.arraycopy(state, 0, copy, 0, grid.sites());
        return copy;
    }

    S state(int index) {
        S state = allocate();
        model.initialise(state, random(index));
        return state;
    }

    static double value(Object state, int site) {
        return Array.getDouble(state, site);
    }

    /** The first site where two states differ, or −1. */
    int firstDifference(S a, S b) {
        for (int site = 0; site < grid.sites(); site++) {
            if (Double.compare(value(a, site), value(b, site)) != 0) {
                return site;
            }
        }
        return -1;
    }

    void requireAlphabet(String method, S state) {
        for (int site = 0; site < grid.sites(); site++) {
            double value = value(state, site);
            if (model.stateType() == StateType.SPINS && value != 1 && value != -1) {
                throw wrong("%s: site %d holds %.0f: StateType.SPINS allows −1 and +1, use BYTES", method, site, value);
            } else if (!Double.isFinite(value)) {
                throw wrong("%s: site %d holds %s: must be finite", method, site, value);
            }
        }
    }
}
