package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Patches;

/**
 * Condensed pairs (z, Δz, δt), z = (m, ρ), of a large Ising lattice from configurations of a small one, 64 at once
 * (multi-spin coding): the hierarchical upsampling scheme and partial evolution of the paper (SPEC §4.3, §4.4). Replication and
 * local relaxation level by level, then raster sweeps of each patch I with its neighbours frozen, several times from the same
 * configuration: Δz = K (z*(x_t with patch I at t + δt) − z*(x_t)), K patches, times in sweeps.
 *
 * <p>What {@link org.macrodyn.scale.Upsampler} and {@link org.macrodyn.scale.PartialEvolution} do for any system, with three
 * differences: every small configuration is carried upwards once instead of being drawn; every patch evolves as often as
 * any other; and no large configuration is kept. Bundle b draws from the stream (seed, "raster-pairs-…", b).
 *
 * @param large the large lattice
 * @param relaxation sweeps of each window after doubling, with true neighbours
 * @param step δt of a pair, in sweeps
 * @param repeats pairs from each patch of each configuration
 * @param seed the experiment's seed
 */
record RasterPairs(Ising large, int relaxation, int step, int repeats, long seed) {
    /** Version of how pairs are made: raised when its numbers change, so that stages on disk are made anew. */
    static final int ALGORITHM = 1;

    /** Configurations in a bundle. */
    static final int BUNDLE = RasterSweepEnsemble.REPLICAS;

    private static final int SMALL = IsingTransitionSettings.PATCH_SIDE;

    /**
     * Makes the pairs of a range of bundles.
     *
     * @param small configurations of the small lattice, or of the large one itself
     * @param from first bundle
     * @param to bundle after the last
     * @param threads number of threads; the pairs do not depend on it
     * @param progress hears how many bundles are done
     * @return four pairs for each configuration
     */
    MacroPairs make(Snapshots<byte[]> small, int from, int to, int threads, ProgressListener progress) {
        CondensedPairs pairs = new CondensedPairs(large.observables(), (to - from) * BUNDLE);
        Parallel.forEach(from, to, threads, progress, bundle -> {
            RandomGenerator random = RandomStreams.stream(seed, "raster-pairs-" + large, bundle);
            RasterSweepEnsemble lattices = enlarge(bundle(small, bundle), random);
            new Bundle(lattices).evolve((bundle - from) * BUNDLE, pairs, random);
        });
        return pairs.pairs();
    }

    /**
     * What tells the enlargement apart.
     *
     * @param small the small lattice
     * @return sweeps of each window of each level
     */
    List<Integer> levels(Grid small) {
        List<Integer> levels = new ArrayList<>();
        for (int side = small.rows(); side < large.grid().rows(); ) {
            int factor = factor(Grid.square(side), large.grid());
            levels.add(sweeps(relaxation, factor));
            side *= factor;
        }
        return levels;
    }

    private RasterSweepEnsemble bundle(Snapshots<byte[]> small, int bundle) {
        RasterSweepEnsemble lattices = new RasterSweepEnsemble(large.on(small.grid()));
        byte[] state = new byte[small.grid().sites()];
        for (int replica = 0; replica < BUNDLE; replica++) {
            small.get(bundle * BUNDLE + replica, state);
            lattices.set(replica, state);
        }
        return lattices;
    }

    /**
     * Sweeps of each window of a level. Blocks of m × m equal spins dissolve in a time ∝ m² (curvature-driven growth of
     * domains without a conserved quantity: Allen and Cahn 1979).
     *
     * @param relaxation sweeps after doubling, m = 2
     * @param factor m
     * @return relaxation · m² / 4
     */
    static int sweeps(int relaxation, int factor) {
        return relaxation * factor * factor / 4;
    }

    /**
     * The factor of the next level.
     *
     * @param grid of the smaller lattice
     * @param large of the large one
     * @return 3 if what is left to grow is a multiple of 3, else 2
     */
    static int factor(Grid grid, Grid large) {
        return large.rows() / grid.rows() % 3 == 0 ? 3 : 2;
    }

    private RasterSweepEnsemble enlarge(RasterSweepEnsemble start, RandomGenerator random) {
        RasterSweepEnsemble lattices = start;
        while (!lattices.grid().equals(large.grid())) {
            int factor = factor(lattices.grid(), large.grid());
            int sweeps = sweeps(relaxation, factor);
            RasterSweepEnsemble next = lattices.replicated(factor);
            for (Region window : LocalRelaxation.brief(sweeps).windows(next.grid())) {
                next.sweep(window, sweeps, random);
            }
            lattices = next;
        }
        return lattices;
    }

    /** 64 large configurations and the sums over their pairs. */
    private final class Bundle {
        private final RasterSweepEnsemble lattices;
        private final int patches;
        private final int sites;
        private final int[] upBefore = new int[BUNDLE];
        private final int[] up = new int[BUNDLE];
        private final int[] unlikeBefore = new int[BUNDLE];
        private final int[] unlike = new int[BUNDLE];
        private final double[][] sum = new double[BUNDLE][2];
        private final double[][][] squares = new double[BUNDLE][2][2];

        Bundle(RasterSweepEnsemble lattices) {
            this.lattices = lattices;
            Grid grid = lattices.grid();
            sites = grid.sites();
            patches = Patches.square(grid.rows(), SMALL).count();
        }

        void evolve(int first, CondensedPairs pairs, RandomGenerator random) {
            double[] m = new double[BUNDLE];
            double[] rho = new double[BUNDLE];
            lattices.magnetisation(m);
            lattices.domainWallDensity(rho);
            for (Region patch : allPatches()) {
                evolvePatch(patch, random);
            }
            for (int replica = 0; replica < BUNDLE; replica++) {
                double[] z = {m[replica], rho[replica]};
                pairs.set(first + replica, z, step, mean(replica), covariance(replica));
            }
        }

        private List<Region> allPatches() {
            Patches tiling = Patches.square(lattices.grid().rows(), SMALL);
            List<Region> all = new ArrayList<>();
            for (int patch = 0; patch < patches; patch++) {
                all.add(tiling.region(patch));
            }
            return all;
        }

        private void evolvePatch(Region patch, RandomGenerator random) {
            long[] before = new long[patch.sites()];
            lattices.extract(patch, before);
            lattices.count(patch, upBefore, unlikeBefore);
            for (int repeat = 0; repeat < repeats; repeat++) {
                lattices.sweep(patch, step, random);
                lattices.count(patch, up, unlike);
                lattices.insert(before, patch);
                add();
            }
        }

        /** Δz = K (z*(x with the evolved patch) − z*(x)). */
        private void add() {
            for (int replica = 0; replica < BUNDLE; replica++) {
                double dm = patches * 2.0 * (up[replica] - upBefore[replica]) / sites;
                double drho = patches * (unlike[replica] - unlikeBefore[replica]) / (2.0 * sites);
                sum[replica][0] += dm;
                sum[replica][1] += drho;
                squares[replica][0][0] += dm * dm;
                squares[replica][1][0] += drho * dm;
                squares[replica][1][1] += drho * drho;
            }
        }

        private double[] mean(int replica) {
            double pairs = (double) patches * repeats;
            return new double[] {sum[replica][0] / pairs, sum[replica][1] / pairs};
        }

        private double[][] covariance(int replica) {
            double pairs = (double) patches * repeats;
            double[] mean = mean(replica);
            double[][] covariance = new double[2][2];
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b <= a; b++) {
                    covariance[a][b] = squares[replica][a][b] / pairs - mean[a] * mean[b];
                }
            }
            return covariance;
        }
    }
}
