package org.macrodyn.systems.spin;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.store.Identity;
import org.macrodyn.study.Codec;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Step;

/**
 * Long direct simulations of an Ising lattice without field by raster sweeps, 64 at once, half from all up and half from all
 * down.
 *
 * @param at the lattice
 * @param sweeps of each run, of which the second half counts
 * @param between sweeps between two records
 * @param seed of the runs
 */
public record RasterRuns(Case at, int sweeps, int between, long seed) {
    /**
     * Checks the sweeps.
     *
     * @throws IllegalArgumentException unless sweeps are a multiple of those between two records
     */
    public RasterRuns {
        if (between < 1 || sweeps < 2 * between || sweeps % between != 0) {
            throw new IllegalArgumentException("sweeps = " + sweeps + " with a record every " + between
                    + ": must be a multiple of it, at least two of them");
        }
    }

    /**
     * Simulates them, unless they are kept.
     *
     * @param keeping keeps them
     * @param progress hears how many sweeps are done
     * @return {@code [64][records]} m of the second half
     */
    public double[][] magnetisations(Keeping keeping, ProgressListener progress) {
        Identity identity = Identity.of(
                        Map.of("lattice", at.toString(), "sweeps", sweeps, "between", between, "seed", seed))
                .algorithm(RasterSweepEnsemble.ALGORITHM);
        Step<double[][]> step = new Step<>(
                "direct", "direct", identity, 1, Codec.matrix("m"), (from, to, threads, own) -> magnetisations(own));
        return keeping.within(progress, 0, 1).keep(step).value();
    }

    private double[][] magnetisations(ProgressListener progress) {
        RandomGenerator random = RandomStreams.stream(seed, "direct-" + at, 0);
        RasterSweepEnsemble ensemble = RasterSweepEnsemble.ordered(Ising.square(at.side(), at.temperature(), 0));
        int records = sweeps / 2 / between;
        return ensemble.magnetisations(sweeps / between - records, records, between, random, progress);
    }
}
