package org.macrodyn.systems.spin;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.store.Identity;
import org.macrodyn.study.Codec;
import org.macrodyn.study.Kept;
import org.macrodyn.study.SmallRule;
import org.macrodyn.study.Step;
import org.macrodyn.study.Study;

/**
 * Configurations of an Ising lattice without field in equilibrium, by raster sweeps, 64 lattices at once.
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
        Ising model = Ising.square(side, ((Ising) study.large()).temperature(), 0);
        String lattice = "L" + side + ".T" + model.temperature();
        return study.keeping()
                .keep(new Step<>(
                        "small",
                        "simulate " + lattice,
                        Identity.of(Map.of(
                                        "lattice", lattice, "count", count, "spacing", SPACING, "seed", study.seed()))
                                .algorithm(RasterSweepEnsemble.ALGORITHM),
                        1,
                        Codec.snapshots(model),
                        (from, to, threads, progress) ->
                                sample(model, RandomStreams.stream(study.seed(), "small-" + lattice, 0), progress)));
    }

    private Snapshots<byte[]> sample(Ising model, RandomGenerator random, ProgressListener progress) {
        RasterSweepEnsemble ensemble = RasterSweepEnsemble.ordered(model);
        int before = BURN_IN * side * side;
        int total = before + count / RasterSweepEnsemble.REPLICAS * SPACING;
        for (int sweep = 0; sweep < before; sweep++) {
            ensemble.sweep(1, random);
            progress.update(sweep, total, "");
        }
        Snapshots<byte[]> all = new Snapshots<>(model.grid(), model.stateType(), count);
        byte[] state = new byte[side * side];
        for (int i = 0; i < count; i++) {
            int replica = i % RasterSweepEnsemble.REPLICAS;
            if (replica == 0) {
                ensemble.sweep(SPACING, random);
                progress.update(Math.min(total, before + i / RasterSweepEnsemble.REPLICAS * SPACING), total, "");
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
