package org.macrodyn.micro.alloy;

import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * The NbMoTa alloy as a micro model: states are species on a {@link BccLattice}, the dynamics is {@link VacancyKmc}, the
 * observables are the six order parameters δ of {@link ShortRangeOrder}.
 *
 * <p>Time is in s, an event is one vacancy jump. Inside a region the vacancies there move, cannot leave it, and see the
 * true atoms outside. A region cut out as a lattice of its own, {@code on(region.asGrid())}, evolves with periodic
 * boundaries as in the published code.
 */
public final class NbMoTaAlloy implements MicroModel<byte[]> {
    private final BccLattice lattice;
    private final AlloySettings settings;
    private final Queue<JumpRates> idle;

    /**
     * The alloy on a lattice.
     *
     * @param lattice the sites
     * @param settings the physics
     */
    public NbMoTaAlloy(BccLattice lattice, AlloySettings settings) {
        this(lattice, settings, new ConcurrentLinkedQueue<>());
    }

    private NbMoTaAlloy(BccLattice lattice, AlloySettings settings, Queue<JumpRates> idle) {
        this.lattice = lattice;
        this.settings = settings;
        this.idle = idle;
    }

    /**
     * The alloy on a cube, with the settings of {@link AlloySettings#at}.
     *
     * @param cells unit cells along each axis; the paper's are 8, 16, 32, 64
     * @param temperature T in K
     * @return the model of 2 · cells³ sites
     */
    public static NbMoTaAlloy cube(int cells, double temperature) {
        return new NbMoTaAlloy(BccLattice.cube(cells), AlloySettings.at(temperature));
    }

    /**
     * The lattice.
     *
     * @return the sites
     */
    public BccLattice lattice() {
        return lattice;
    }

    /**
     * The physics.
     *
     * @return the settings
     */
    public AlloySettings settings() {
        return settings;
    }

    /**
     * The number of vacancies of random initial states.
     *
     * @return sites / sitesPerVacancy rounded, at least 1
     */
    public int vacancies() {
        return Math.max(1, Math.round((float) lattice.sites() / settings.sitesPerVacancy()));
    }

    @Override
    public Grid grid() {
        return lattice.grid();
    }

    @Override
    public NbMoTaAlloy on(Grid grid) {
        return new NbMoTaAlloy(new BccLattice(grid), settings, idle);
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.BYTES;
    }

    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        lattice.requireState(state);
        settings.composition().fill(state, vacancies(), random);
    }

    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        if (!region.grid().equals(grid())) {
            throw new IllegalArgumentException("region of a grid of " + region.grid() + ": the alloy's is " + grid());
        }
        JumpRates reused = idle.poll();
        JumpRates rates = reused != null ? reused : new JumpRates(settings.barriers(), settings.temperature());
        try {
            return new VacancyKmc(lattice, state, region, rates, settings.waiting()).run(span, random);
        } finally {
            idle.add(rates);
        }
    }

    @Override
    public List<String> observables() {
        return ShortRangeOrder.PAIRS;
    }

    @Override
    public void observe(byte[] state, double[] z) {
        lattice.shortRangeOrder(state).delta(z);
    }

    /** Counts only the bonds of sites that have changed. */
    @Override
    public void increment(byte[] before, byte[] after, Region region, double[] dz) {
        ShortRangeOrder change = new ShortRangeOrder(before, Neighbourhood.DIRECTIONS);
        for (int inner = 0; inner < region.sites(); inner++) {
            int site = region.site(inner);
            if (before[site] != after[site]) {
                countBonds(before, after, site, change);
            }
        }
        change.delta(dz);
        for (int i = 0; i < dz.length; i++) {
            dz[i] += Neighbourhood.DIRECTIONS / 3.0;
        }
    }

    /** A bond joins an even and an odd site; when both have changed, the even one counts it. */
    private void countBonds(byte[] before, byte[] after, int site, ShortRangeOrder change) {
        boolean even = lattice.sublattice(site) == 0;
        for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
            int other = lattice.neighbour(site, d);
            if (even || before[other] == after[other]) {
                change.removeBond(before[site], before[other]);
                change.addBond(after[site], after[other]);
            }
        }
    }

    /** Size and physics in words; two barrier models differ in it if they differ in one fixed neighbourhood. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "NbMoTa alloy of %s cells at T = %s K, %s barriers %08x, %s waiting times, %s, a vacancy for %d sites",
                grid(),
                settings.temperature(),
                settings.barriers().getClass().getSimpleName(),
                fingerprint(),
                settings.waiting(),
                settings.composition(),
                settings.sitesPerVacancy());
    }

    private int fingerprint() {
        byte[] types = new byte[settings.barriers().sites()];
        for (int i = 0; i < types.length; i++) {
            types[i] = (byte) (Species.NB + (i * i + i / 3) % Species.TA);
        }
        double[] barriers = new double[Neighbourhood.DIRECTIONS];
        settings.barriers().evaluator().barriers(types, barriers);
        int hash = 0;
        for (double barrier : barriers) {
            hash = 31 * hash + Float.hashCode((float) barrier);
        }
        return hash;
    }
}
