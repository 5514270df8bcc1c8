package org.macrodyn.micro.spde;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * The stochastic predator–prey system on [0, 1] with closed ends, method of lines (paper's first experiment):
 *
 * <p>∂u/∂t = u(1 − u − v) + D·Δu + s·ξ_u, ∂v/∂t = a·v(u − b) + D_v·Δv + s·ξ_v.
 *
 * <p>A state is {@code [2 · N]} floats, the prey u in cells 0…N−1 and then the predators v. Nothing is clipped: densities
 * may become negative by noise. The ends are Neumann (the end value is repeated outside). Observables: mean u, mean v.
 *
 * <p>In a region the true neighbours outside are frozen for the whole span. One Euler–Maruyama step of a region equals
 * the step of the whole system restricted to it bit for bit, given the same noise; Runge–Kutta also freezes them in its
 * inner stages and agrees to O(dt²) at the region's edge only.
 *
 * <p>Single precision: rounding adds up when steps are short and nothing dithers them (without noise 2·10⁻⁵ after 1000 steps
 * of 10⁻⁴, below 10⁻⁵ after 100 of 10⁻³).
 *
 * <p>Time spans are rounded up to whole steps of dt and the time that has really passed is returned; one event is one
 * time step.
 */
public final class PredatorPrey implements MicroModel<float[]> {
    private static final int FIELDS = 2;

    /** A span of 3.0000000001 steps, by rounding of δt/dt, is three steps. */
    private static final double ROUNDING = 1e-9;

    private final Grid grid;
    private final PredatorPreySettings settings;
    private final InitialProfile initialProfile;

    /**
     * A system of N cells.
     *
     * @param cells N, at least 1
     * @param settings the physics and the scheme
     * @param initialProfile the states that runs start from
     * @throws IllegalArgumentException if there is no cell or the time step exceeds {@link
     *     PredatorPreySettings#stableTimeStep}
     */
    public PredatorPrey(int cells, PredatorPreySettings settings, InitialProfile initialProfile) {
        if (cells < 1) {
            throw new IllegalArgumentException("cells = " + cells + ": must be at least 1");
        }
        double limit = settings.stableTimeStep(cells);
        if (settings.timeStep() > limit) {
            throw new IllegalArgumentException("time step dt = " + settings.timeStep() + " with " + cells
                    + " cells: must be at most " + limit + " to be stable, choose a smaller dt");
        }
        this.grid = Grid.line(FIELDS, cells);
        this.settings = settings;
        this.initialProfile = initialProfile;
    }

    /**
     * The paper's system and training ensemble.
     *
     * @param cells N: 100 for the small system, 200 for the large one
     * @return the system
     */
    public static PredatorPrey paper(int cells) {
        return new PredatorPrey(cells, PredatorPreySettings.paper(), InitialProfile.paper());
    }

    /**
     * The physics and the scheme.
     *
     * @return the settings
     */
    public PredatorPreySettings settings() {
        return settings;
    }

    /**
     * The number of cells.
     *
     * @return N; states have 2 · N values
     */
    public int cells() {
        return grid.columns();
    }

    /**
     * The same system with runs that start from other states.
     *
     * @param profile the states that runs start from
     * @return a system with the same parameters
     */
    public PredatorPrey startingFrom(InitialProfile profile) {
        return new PredatorPrey(cells(), settings, profile);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public PredatorPrey on(Grid other) {
        if (other.fields() != FIELDS || other.layers() != 1 || other.rows() != 1) {
            throw new IllegalArgumentException(
                    "grid " + other + ": predator–prey has 2 fields on a line, use Grid.line(2, cells)");
        }
        return new PredatorPrey(other.columns(), settings, initialProfile);
    }

    @Override
    public StateType<float[]> stateType() {
        return StateType.FLOATS;
    }

    @Override
    public void initialise(float[] state, RandomGenerator random) {
        requireLength("state", state, grid.sites());
        initialProfile.draw(state, random);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the state has the wrong length or is not finite in the region, or the region
     *     belongs to another grid
     * @throws ArithmeticException if the fields leave the finite range
     * @throws CancellationException if the thread is interrupted; the state is then that of the last finished step
     */
    @Override
    public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
        requireStateAndRegion(state, region);
        long steps = steps(span);
        Line[] lines = load(state, region);
        float[] noise = new float[region.sites()];
        for (long step = 0; step < steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                store(lines, state);
                throw new CancellationException(
                        "predator–prey interrupted: the state is that after " + step + " of " + steps + " steps");
            }
            GaussianNoise.fill(noise, random);
            step(lines, noise);
        }
        store(lines, state);
        requireStillFinite(state, region, steps);
        return steps * settings.timeStep();
    }

    /**
     * One time step with given noise, w ← w + dt·f(w) + s·√dt·ξ inside the region.
     *
     * @param state {@code [2 · N]}. Modified inside the region only.
     * @param region the cells that evolve
     * @param noise {@code [region.sites()]} ξ, standard normal, of u in the region and then of v; in a region
     *     that is the whole system, from cell 0 on. Not modified.
     * @throws IllegalArgumentException if a length is wrong, the region belongs to another grid or a value in it is not
     *     finite
     */
    public void step(float[] state, Region region, float[] noise) {
        requireStateAndRegion(state, region);
        requireLength("noise", noise, region.sites());
        Line[] lines = load(state, region);
        step(lines, noise);
        store(lines, state);
    }

    @Override
    public List<String> observables() {
        return List.of("mean u", "mean v");
    }

    @Override
    public void observe(float[] state, double[] z) {
        requireLength("state", state, grid.sites());
        z[0] = sum(state, 0) / cells();
        z[1] = sum(state, cells()) / cells();
    }

    private double sum(float[] state, int from) {
        double sum = 0;
        for (int i = from; i < from + cells(); i++) {
            sum += state[i];
        }
        return sum;
    }

    @Override
    public void increment(float[] before, float[] after, Region region, double[] dz) {
        for (int field = 0; field < FIELDS; field++) {
            double sum = 0;
            for (int i = 0; i < region.columns(); i++) {
                int site = region.site(field * region.columns() + i);
                sum += (double) after[site] - before[site];
            }
            dz[field] = sum / cells();
        }
    }

    /** The whole steps that a span takes. */
    private long steps(Span span) {
        if (span instanceof Span.Time time) {
            return (long) Math.ceil(time.duration() / settings.timeStep() * (1 - ROUNDING));
        }
        return ((Span.Events) span).count();
    }

    /**
     * The region as one stretch of cells, or as two if it runs over the end of the system to its beginning. The two never
     * touch, because the ends are closed and a region that is not the whole leaves a cell between them.
     */
    private Line[] load(float[] state, Region region) {
        Line[] lines = region.isWhole() ? new Line[] {line(0, cells(), 0)} : lines(region);
        for (Line line : lines) {
            line.load(state);
        }
        return lines;
    }

    private Line[] lines(Region region) {
        int before = cells() - region.column();
        if (region.columns() <= before) {
            return new Line[] {line(region.column(), region.columns(), 0)};
        }
        return new Line[] {line(region.column(), before, 0), line(0, region.columns() - before, before)};
    }

    private Line line(int first, int length, int noiseOffset) {
        return new Line(settings, cells(), first, length, noiseOffset);
    }

    private static void step(Line[] lines, float[] noise) {
        for (Line line : lines) {
            line.step(noise);
        }
    }

    private static void store(Line[] lines, float[] state) {
        for (Line line : lines) {
            line.store(state);
        }
    }

    private void requireStateAndRegion(float[] state, Region region) {
        requireLength("state", state, grid.sites());
        if (!region.grid().equals(grid)) {
            throw new IllegalArgumentException("region of grid " + region.grid() + ": must lie in the grid " + grid);
        }
        int bad = firstNotFinite(state, region);
        if (bad >= 0) {
            throw new IllegalArgumentException(
                    "state[" + bad + "] = " + state[bad] + ": must be finite, look at what made this state");
        }
    }

    private void requireStillFinite(float[] state, Region region, long steps) {
        int bad = firstNotFinite(state, region);
        if (bad >= 0) {
            throw new ArithmeticException("state[" + bad + "] = " + state[bad] + " within " + steps
                    + " steps: the densities diverged, choose less noise or a smaller time step");
        }
    }

    /** The first site of the region whose value is not finite, or −1. */
    private int firstNotFinite(float[] state, Region region) {
        for (int field = 0; field < FIELDS; field++) {
            for (int i = 0; i < region.columns(); i++) {
                int cell = region.column() + i;
                int site = field * cells() + (cell < cells() ? cell : cell - cells());
                if (!Float.isFinite(state[site])) {
                    return site;
                }
            }
        }
        return -1;
    }

    private static void requireLength(String name, float[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException(
                    name + " of length " + values.length + ": must have " + length + " values (2 fields)");
        }
    }

    /** Names grid, physics and initial states: stages kept on disk are recognised by it. */
    @Override
    public String toString() {
        return "PredatorPrey[cells=" + cells() + ", " + settings + ", " + initialProfile + "]";
    }
}
