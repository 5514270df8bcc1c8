package org.macrodyn.scale;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * How many sites an event of a {@link Span} updates: one of a lattice and in an attempt, all of a field that goes in steps of
 * time.
 */
public final class EventSites {
    private static final int EVENTS = 8;

    private EventSites() {}

    /**
     * Events that update each site about once, by what single ones change: more sites than √n are a step of all.
     *
     * @param model the system
     * @param state where events are looked at. Evolved.
     * @param random source of randomness
     * @param <S> the state array
     * @return 1, or the number of sites
     */
    public static <S> int ofSweep(MicroModel<S> model, S state, RandomGenerator random) {
        int sites = model.grid().sites();
        if (model.stateType() != StateType.FLOATS) {
            return sites;
        }
        int most = 0;
        for (int i = 0; i < EVENTS; i++) {
            float[] before = ((float[]) state).clone();
            model.evolve(state, model.grid().whole(), Span.events(1), random);
            most = Math.max(most, changed(before, (float[]) state));
        }
        return most > 0 && most <= Math.sqrt(sites) ? sites : 1;
    }

    private static int changed(float[] before, float[] after) {
        int changed = 0;
        for (int site = 0; site < before.length; site++) {
            changed += before[site] != after[site] ? 1 : 0;
        }
        return changed;
    }
}
