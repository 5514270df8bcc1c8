package org.macrodyn.closure;

import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** A small predator–prey system of 40 cells in 5 patches of 8, with configurations and pairs. */
final class PatchFixture {
    static final int SITES = 80;
    static final int PATCH_CELLS = 8;
    static final int PATCHES = 5;
    static final PredatorPrey MODEL = PredatorPrey.paper(40);
    static final Patches TILING = new Patches(Grid.line(2, 40), Grid.line(2, PATCH_CELLS));

    private PatchFixture() {}

    static Snapshots<float[]> configurations(int runs, int frames) {
        return new Simulation<>(MODEL, MODEL::initialise, runs, frames, Span.events(20), "closure-test", 5)
                .snapshots(0, runs, 1, ProgressListener.NONE);
    }

    static PairDataset<float[]> pairs(Snapshots<float[]> configurations) {
        return new PartialEvolution<>(MODEL, TILING, PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 2, 5)
                .block(configurations, 0);
    }

    static float[] state(Snapshots<float[]> configurations, int index) {
        float[] state = new float[SITES];
        configurations.get(index, state);
        return state;
    }

    /** The values of one field in one patch. */
    static float[] field(float[] state, int field, int patch) {
        return java.util.Arrays.copyOfRange(
                state, field * 40 + patch * PATCH_CELLS, field * 40 + (patch + 1) * PATCH_CELLS);
    }
}
