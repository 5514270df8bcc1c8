package org.macrodyn.experiments;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.experiments.TransitionSettings.Case;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.store.Identity;
import org.macrodyn.study.Codec;
import org.macrodyn.study.Kept;
import org.macrodyn.study.SmallRule;
import org.macrodyn.study.Step;
import org.macrodyn.study.Study;

/**
 * Configurations of a lattice in equilibrium, by raster sweeps.
 *
 * @param side L of the lattice, whatever the study's small system is
 * @param count their number
 */
public record EquilibriumSamples(int side, int count) implements SmallRule<byte[]> {
    /** Sweeps between two of a replica. */
    private static final int SPACING = 64;

    /** Sweeps before the first small configuration, in units of L². */
    private static final int BURN_IN = 4;

    @Override
    public Kept<Snapshots<byte[]>> simulate(Study<byte[]> study) {
        double temperature = ((Ising) study.large()).temperature();
        Case at = new Case(side, temperature);
        return study.keeping()
                .keep(new Step<>(
                        "small",
                        "simulate " + at,
                        Identity.of(Map.of(
                                "lattice", at.toString(), "count", count, "spacing", SPACING, "seed", study.seed())),
                        1,
                        Codec.snapshots(Ising.square(side, temperature, 0)),
                        (from, to, progress) -> sample(at, study.seed())));
    }

    private Snapshots<byte[]> sample(Case at, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "small-" + at, 0);
        Ising model = Ising.square(side, at.temperature(), 0);
        RasterSweepEnsemble ensemble = IsingTransition.ordered(side, at.temperature());
        ensemble.sweep((long) BURN_IN * side * side, random);
        Snapshots<byte[]> all = new Snapshots<>(model.grid(), model.stateType(), count);
        byte[] state = new byte[side * side];
        for (int i = 0; i < count; i++) {
            int replica = i % RasterSweepEnsemble.REPLICAS;
            if (replica == 0) {
                ensemble.sweep(SPACING, random);
            }
            ensemble.get(replica, state);
            all.set(i, state);
        }
        return all;
    }

    @Override
    public int frames() {
        return 1;
    }
}
