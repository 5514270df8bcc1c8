package org.macrodyn.micro.spin;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteEventModel;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * The two-dimensional Ising model with Glauber dynamics on a periodic square lattice (paper, Ising model).
 *
 * <p>H = −Σ_⟨ij⟩ s_i s_j − h Σ_i s_i with J = 1 and k_B = 1; a site flips at rate r_i = 1/(1 + exp(ΔH_i/T)), ΔH_i = 2 s_i
 * (Σ_nn s_j + h). Time is in units of the inverse of that rate's limit 1 (of sweeps, with {@link
 * EventSampler#RASTER_SWEEP}). States are {@code byte[rows · columns]} of −1 and +1. Along an extent of 2 a site meets the
 * same neighbour twice and both bonds count.
 */
public final class Ising implements SiteEventModel<byte[]> {
    private static final List<String> OBSERVABLES = List.of("magnetisation", "domain-wall density");

    private final Grid grid;
    private final IsingRates rates;
    private final EventSampler sampler;

    /**
     * A lattice with the sampler of one's choice.
     *
     * @param grid one field and one layer, at least 2 rows and 2 columns
     * @param temperature T in units of J, above 0
     * @param field h in units of J
     * @param sampler how flips are chosen
     * @throws IllegalArgumentException if the grid is not planar or too small, or a parameter out of range
     */
    public Ising(Grid grid, double temperature, double field, EventSampler sampler) {
        this(grid, new IsingRates(temperature, field), sampler);
    }

    private Ising(Grid grid, IsingRates rates, EventSampler sampler) {
        if (grid.fields() != 1 || grid.layers() != 1 || grid.rows() < 2 || grid.columns() < 2) {
            throw new IllegalArgumentException(
                    "Ising lattice on the grid " + grid + ": must be planar, with at least 2 rows and 2 columns");
        }
        this.grid = grid;
        this.rates = rates;
        this.sampler = sampler;
    }

    /**
     * A square lattice, {@link EventSampler#AUTOMATIC}.
     *
     * @param side L, at least 2
     * @param temperature T in units of J, above 0
     * @param field h in units of J
     * @return the model of L² spins
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public static Ising square(int side, double temperature, double field) {
        return new Ising(Grid.square(side), temperature, field, EventSampler.AUTOMATIC);
    }

    /**
     * The same lattice with another way of choosing flips.
     *
     * @param other the sampler
     * @return a model that differs in its sampler only
     */
    public Ising withSampler(EventSampler other) {
        return new Ising(grid, rates, other);
    }

    @Override
    public Ising on(Grid other) {
        return new Ising(other, rates, sampler);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    /**
     * The temperature.
     *
     * @return T in units of J
     */
    public double temperature() {
        return rates.temperature;
    }

    /**
     * The magnetic field.
     *
     * @return h in units of J
     */
    public double field() {
        return rates.field;
    }

    /**
     * The way of choosing flips.
     *
     * @return the sampler
     */
    public EventSampler sampler() {
        return sampler;
    }

    IsingRates rates() {
        return rates;
    }

    /**
     * The rate of a flip, r = 1/(1 + exp(2 s (Σ_nn s_j + h)/T)).
     *
     * @param state {@code [n]}. Not modified.
     * @param site index of the site
     * @return r, between 0 and 1
     */
    public double flipRate(byte[] state, int site) {
        return rates.of(IsingClasses.classOf(state, grid, site));
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.SPINS;
    }

    /**
     * Draws m₀ ~ U(−1, 1), then ⌊(1 + m₀) n/2⌋ spins up at random places.
     *
     * @param state {@code [n]}. Overwritten.
     * @param random source of randomness
     */
    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        initialise(state, 2 * random.nextDouble() - 1, random);
    }

    /**
     * Sets ⌊(1 + m) n/2⌋ spins up at random places, the others down.
     *
     * @param state {@code [n]}. Overwritten.
     * @param magnetisation m, from −1 to 1
     * @param random source of randomness
     * @throws IllegalArgumentException if the magnetisation is out of range
     */
    public void initialise(byte[] state, double magnetisation, RandomGenerator random) {
        if (!(Math.abs(magnetisation) <= 1)) {
            throw new IllegalArgumentException("magnetisation " + magnetisation + ": must be from −1 to 1");
        }
        requireState(state);
        int up = (int) Math.floor((1 + magnetisation) * state.length / 2);
        for (int site = 0; site < state.length; site++) {
            boolean chosen = random.nextInt(state.length - site) < up;
            state[site] = (byte) (chosen ? 1 : -1);
            up -= chosen ? 1 : 0;
        }
    }

    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        requireState(state);
        requireGrid(region);
        return sampler.evolve(this, state, region, span, random);
    }

    /**
     * Tells the flips, those of a class of sites together: Δm = −2s/n and Δρ = s Σ_nn s_j/(2n).
     *
     * @throws IllegalArgumentException if the sampler is {@link EventSampler#RASTER_SWEEP}, whose sweeps have no rates, or
     *     the region is of another grid
     */
    @Override
    public void events(byte[] state, Region region, EventVisitor visitor) {
        requireRates(state, region);
        int[] counts = IsingClasses.counts(state, region);
        double[] dz = new double[OBSERVABLES.size()];
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                setFlip(c, dz);
                visitor.event(counts[c] * rates.of(c), dz);
            }
        }
    }

    private void requireRates(byte[] state, Region region) {
        requireState(state);
        requireGrid(region);
        if (sampler == EventSampler.RASTER_SWEEP) {
            throw new IllegalArgumentException(
                    "raster sweeps have no rates: flips in discrete time; use EventSampler.AUTOMATIC");
        }
    }

    private void setFlip(int siteClass, double[] dz) {
        int spin = 2 * (siteClass & 1) - 1;
        int neighbourSum = (siteClass & ~1) - 4;
        dz[0] = -2.0 * spin / grid.sites();
        dz[1] = spin * neighbourSum / (2.0 * grid.sites());
    }

    @Override
    public void siteEvents(byte[] state, Region region, SiteEventVisitor<byte[]> visitor) {
        requireRates(state, region);
        byte[] after = state.clone();
        int[] flipped = new int[1];
        double[] dz = new double[OBSERVABLES.size()];
        for (int inner = 0; inner < region.sites(); inner++) {
            int site = region.site(inner);
            int c = IsingClasses.classOf(state, grid, site);
            setFlip(c, dz);
            flipped[0] = site;
            after[site] = (byte) -state[site];
            visitor.event(rates.of(c), dz, after, flipped);
            after[site] = state[site];
        }
    }

    @Override
    public List<String> observables() {
        return OBSERVABLES;
    }

    /**
     * Measures m = ⟨s⟩ and ρ, the fraction of unlike bonds: ρ = (1/n) Σ ½ [½ (1 − s s_up) + ½ (1 − s s_left)].
     *
     * @param state {@code [n]}. Not modified.
     * @param z {@code [2]} m and ρ. Overwritten.
     */
    @Override
    public void observe(byte[] state, double[] z) {
        requireState(state);
        z[0] = (double) sum(state) / state.length;
        z[1] = (double) unlikeBonds(state) / (2L * state.length);
    }

    private static long sum(byte[] state) {
        long sum = 0;
        for (byte spin : state) {
            sum += spin;
        }
        return sum;
    }

    /** Bonds up and left of each site, hence each bond once. */
    private long unlikeBonds(byte[] state) {
        int columns = grid.columns();
        long unlike = 0;
        for (int row = 0; row < grid.rows(); row++) {
            int here = row * columns;
            int above = (row == 0 ? grid.rows() - 1 : row - 1) * columns;
            int left = state[here + columns - 1];
            for (int x = 0; x < columns; x++) {
                int spin = state[here + x];
                unlike += (2 - spin * state[above + x] - spin * left) >> 1;
                left = spin;
            }
        }
        return unlike;
    }

    /**
     * The energy per site, u = H/n = −2 (1 − 2 ρ) − h m.
     *
     * @param state {@code [n]}. Not modified.
     * @return u in units of J
     */
    public double energy(byte[] state) {
        double[] z = new double[2];
        observe(state, z);
        return -2 * (1 - 2 * z[1]) - field() * z[0];
    }

    /**
     * The change of m and ρ of the whole lattice, from the flipped sites and their bonds alone; a bond across the region's
     * edge counts once.
     *
     * @param before {@code [n]}. Not modified.
     * @param after {@code [n]}. Not modified.
     * @param region the only sites that may differ
     * @param dz {@code [2]} Δm and Δρ. Overwritten.
     */
    @Override
    public void increment(byte[] before, byte[] after, Region region, double[] dz) {
        requireState(before);
        requireState(after);
        long spins = 0;
        long unlike = 0;
        for (int y = 0; y < region.rows(); y++) {
            int here = (region.row() + y) % grid.rows() * grid.columns();
            int x = region.column();
            for (int i = 0; i < region.columns(); i++) {
                int site = here + x;
                if (before[site] != after[site]) {
                    spins += after[site] - before[site];
                    unlike += newUnlikeBonds(before, after, site);
                }
                x = x == grid.columns() - 1 ? 0 : x + 1;
            }
        }
        dz[0] = (double) spins / before.length;
        dz[1] = (double) unlike / (2L * before.length);
    }

    /** Unlike bonds won by the flip of a site; bonds between two flipped sites stay as they are. */
    private int newUnlikeBonds(byte[] before, byte[] after, int site) {
        int columns = grid.columns();
        int x = site % columns;
        int row = site - x;
        return newUnlike(before, after, site, row + (x == 0 ? columns - 1 : x - 1))
                + newUnlike(before, after, site, row + (x == columns - 1 ? 0 : x + 1))
                + newUnlike(before, after, site, site < columns ? site + before.length - columns : site - columns)
                + newUnlike(before, after, site, row == before.length - columns ? x : site + columns);
    }

    private static int newUnlike(byte[] before, byte[] after, int site, int neighbour) {
        return before[neighbour] == after[neighbour] ? -after[site] * after[neighbour] : 0;
    }

    private void requireGrid(Region region) {
        if (!region.grid().equals(grid)) {
            throw new IllegalArgumentException(
                    "region of the grid " + region.grid() + " in a lattice on " + grid + ": must be the same grid");
        }
    }

    private void requireState(byte[] state) {
        if (state.length != grid.sites()) {
            throw new IllegalArgumentException(
                    "state of " + state.length + " spins on the grid " + grid + ": must have " + grid.sites());
        }
    }

    /** Called by the samplers about every 10 ms of work. */
    static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Ising lattice interrupted: its state is valid, but part of the way");
        }
    }

    @Override
    public String toString() {
        return "Ising " + grid + ", T = " + temperature() + ", h = " + field();
    }
}
