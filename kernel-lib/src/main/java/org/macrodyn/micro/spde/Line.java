package org.macrodyn.micro.spde;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of neighbouring cells of a predator–prey system with one ghost cell at either end.
 *
 * <p>A ghost is the true neighbour, frozen at its value when the stretch was loaded, or, at an end of the system, a copy
 * of the end cell (Neumann), renewed for every evaluation of the drift. Every cell is computed by the same operations in
 * the same order wherever the stretch begins, so one Euler step of a stretch and of the whole system agree bit for bit; a
 * mirrored system evolves to the mirrored state bit for bit too.
 *
 * <p>Fields are rows of their own, {@code [cells + 2]}: C2 vectorises loops over rows, not over one flat array with
 * offsets.
 */
final class Line {
    private final PredatorPreySettings settings;
    private final int systemCells;
    private final int first;
    private final int cells;
    private final int noiseOffset;
    private final float[] u;
    private final float[] v;
    private final float[] driftU;
    private final float[] driftV;
    private final float[] noiseU;
    private final float[] noiseV;
    private final @Nullable RungeKutta4 rungeKutta;
    private final float dt;
    private final float amplitude;

    /**
     * An empty stretch.
     *
     * @param settings the physics
     * @param systemCells N
     * @param first the system's index of the first cell of the stretch
     * @param cells number of cells of the stretch
     * @param noiseOffset index of the first cell inside the region that the noise is given for
     */
    Line(PredatorPreySettings settings, int systemCells, int first, int cells, int noiseOffset) {
        this.settings = settings;
        this.systemCells = systemCells;
        this.first = first;
        this.cells = cells;
        this.noiseOffset = noiseOffset;
        u = new float[cells + 2];
        v = new float[cells + 2];
        driftU = new float[cells + 2];
        driftV = new float[cells + 2];
        noiseU = new float[cells + 2];
        noiseV = new float[cells + 2];
        rungeKutta = settings.scheme() == PredatorPreySettings.Scheme.RUNGE_KUTTA_4 ? new RungeKutta4() : null;
        dt = (float) settings.timeStep();
        amplitude = (float) (settings.noise() * Math.sqrt(settings.timeStep()));
    }

    /**
     * Takes cells and neighbours from a state of the system.
     *
     * @param state {@code [2 · N]}. Not modified.
     */
    void load(float[] state) {
        int from = Math.max(first - 1, 0);
        int to = Math.min(first + cells + 1, systemCells);
        int shift = from - (first - 1);
        System.arraycopy(state, from, u, shift, to - from);
        System.arraycopy(state, systemCells + from, v, shift, to - from);
    }

    /**
     * Puts the cells, not the neighbours, back.
     *
     * @param state {@code [2 · N]}. Modified inside the stretch.
     */
    void store(float[] state) {
        System.arraycopy(u, 1, state, first, cells);
        System.arraycopy(v, 1, state, systemCells + first, cells);
    }

    /**
     * One time step w ← w + ∫f dt + s·√dt·ξ.
     *
     * @param noise {@code [2 · region cells]} ξ of the region's u, then of its v. Not modified.
     */
    void step(float[] noise) {
        System.arraycopy(noise, noiseOffset, noiseU, 1, cells);
        System.arraycopy(noise, noise.length / 2 + noiseOffset, noiseV, 1, cells);
        if (rungeKutta == null) {
            drift(u, v, driftU, driftV);
        } else {
            rungeKutta.meanDrift();
        }
        advance(u, driftU, noiseU);
        advance(v, driftV, noiseV);
    }

    private void advance(float[] w, float[] drift, float[] noise) {
        for (int i = 1; i <= cells; i++) {
            w[i] += dt * drift[i] + amplitude * noise[i];
        }
    }

    /** The drift f(u, v); renews the ghosts at the ends of the system first. */
    private void drift(float[] u, float[] v, float[] driftU, float[] driftV) {
        closeEnds(u);
        closeEnds(v);
        double factor = settings.laplacianFactor(systemCells);
        preyDrift(u, v, (float) (settings.preyDiffusion() * factor), driftU);
        predatorDrift(u, v, (float) (settings.predatorDiffusion() * factor), driftV);
    }

    private void closeEnds(float[] w) {
        if (first == 0) {
            w[0] = w[1];
        }
        if (first + cells == systemCells) {
            w[cells + 1] = w[cells];
        }
    }

    private void preyDrift(float[] u, float[] v, float diffusion, float[] out) {
        for (int i = 1; i <= cells; i++) {
            out[i] = u[i] * (1 - u[i] - v[i]) + diffusion * (u[i - 1] + u[i + 1] - 2 * u[i]);
        }
    }

    private void predatorDrift(float[] u, float[] v, float diffusion, float[] out) {
        float a = (float) settings.predatorGrowth();
        float b = (float) settings.preyThreshold();
        for (int i = 1; i <= cells; i++) {
            out[i] = a * v[i] * (u[i] - b) + diffusion * (v[i - 1] + v[i + 1] - 2 * v[i]);
        }
    }

    /** The mean drift (k₁ + 2k₂ + 2k₃ + k₄)/6 over one step; frozen neighbours stay frozen in all four stages. */
    private final class RungeKutta4 {
        private final float[] stageU = new float[cells + 2];
        private final float[] stageV = new float[cells + 2];
        private final float[] slopeU = new float[cells + 2];
        private final float[] slopeV = new float[cells + 2];

        void meanDrift() {
            System.arraycopy(u, 0, stageU, 0, u.length);
            System.arraycopy(v, 0, stageV, 0, v.length);
            drift(stageU, stageV, driftU, driftV);
            System.arraycopy(driftU, 0, slopeU, 0, u.length);
            System.arraycopy(driftV, 0, slopeV, 0, v.length);
            stage(dt / 2, 2);
            stage(dt / 2, 2);
            stage(dt, 1);
            scale(driftU);
            scale(driftV);
        }

        /** The next slope, at w + h·(last slope), added to the sum with its weight. */
        private void stage(float h, float weight) {
            move(u, slopeU, h, stageU);
            move(v, slopeV, h, stageV);
            drift(stageU, stageV, slopeU, slopeV);
            add(weight, slopeU, driftU);
            add(weight, slopeV, driftV);
        }

        private void move(float[] w, float[] slope, float h, float[] out) {
            for (int i = 1; i <= cells; i++) {
                out[i] = w[i] + h * slope[i];
            }
        }

        private void add(float weight, float[] slope, float[] sum) {
            for (int i = 1; i <= cells; i++) {
                sum[i] += weight * slope[i];
            }
        }

        private void scale(float[] sum) {
            for (int i = 1; i <= cells; i++) {
                sum[i] *= 1f / 6;
            }
        }
    }
}
