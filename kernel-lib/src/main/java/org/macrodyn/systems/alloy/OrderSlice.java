package org.macrodyn.systems.alloy;

import org.macrodyn.ensemble.Simulation;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.Species;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Keeping;

/** The order of an alloy in a picture. */
public final class OrderSlice {
    private static final int SIZE = 300;
    private static final int PARTS = 100;
    /** Brightness of a vacancy, Nb, Mo, Ta: the two species that part most are furthest apart. */
    private static final double[] SHADES = {Double.NaN, 1, 0, 2};

    private OrderSlice() {}

    /**
     * A (110) plane, see {@link BccLattice#plane110}, after many jumps: B2 order shows as stripes, Mo on one sublattice and Ta
     * on the other.
     *
     * @param keeping keeps the configuration
     * @param alloy a box so small that one ordered domain fills it
     * @param jumps of its vacancies, from a random configuration
     * @param seed of the run
     * @return Mo 0 (dark), Nb 1, Ta 2 (light)
     */
    public static Figure of(Keeping keeping, NbMoTaAlloy alloy, long jumps, long seed) {
        BccLattice lattice = alloy.lattice();
        byte[] state = new byte[lattice.sites()];
        Simulation<byte[]> simulation = run(alloy, jumps, seed);
        Ensembles.snapshots(keeping, simulation).value().get(simulation.frames() - 1, state);
        double[][] plane = lattice.plane110(state, SHADES);
        long share = Math.round(100 * lattice.sublatticeShare(state, Species.MO));
        long temperature = Math.round(alloy.settings().temperature());
        return HeatMap.of(temperature + " K: " + share + " % of Mo on one sublattice", plane)
                .x("along [110]   (dark Mo, middle Nb, light Ta)", plane.length)
                .y("along [001]", plane.length)
                .size(SIZE, SIZE);
    }

    /** Recorded on its way, where the number of jumps allows, so that its progress can be told. */
    static Simulation<byte[]> run(NbMoTaAlloy alloy, long jumps, long seed) {
        int parts = jumps % PARTS == 0 ? PARTS : 1;
        Span between = Span.events(jumps / parts);
        return new Simulation<>(alloy, alloy::initialise, 1, parts + 1, between, "ordered", seed);
    }
}
