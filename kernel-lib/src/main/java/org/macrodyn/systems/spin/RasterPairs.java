package org.macrodyn.systems.spin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.store.Identity;
import org.macrodyn.study.Codec;
import org.macrodyn.study.Identities;
import org.macrodyn.study.Kept;
import org.macrodyn.study.PairRule;
import org.macrodyn.study.Step;
import org.macrodyn.study.Study;

/**
 * Condensed pairs (z, Δz, δt), z = (m, ρ), of a large Ising lattice from configurations of a small one, 64 at once
 * (multi-spin coding): the paper's hierarchical upsampling and partial evolution. Replication and local relaxation level by
 * level, then raster sweeps of each patch I with its neighbours frozen, several times from the same configuration:
 * Δz = K (z*(x_t with patch I at t + δt) − z*(x_t)), K patches, times in sweeps.
 *
 * <p><b>Rounds.</b> Patches of one colour (as on a chessboard; three colours on 3 × 3) share no bond, and evolve from the
 * same x_t. The next colour starts from where these got to, and so on, round after round: a row of condensed pairs for each
 * colour of each round, with its own z_t. The chance part of E[Δz | x_t] is that of x_t itself: a patch that happens to have
 * many spins up loses them. Where patches go on from what they lost, that part cancels between one round and the next, and
 * the error of μ from a configuration falls as 1/(rounds · δt)^½; from repeats alone it does not fall below that of x_t.
 *
 * <p>What {@link Upsampler} and {@link org.macrodyn.scale.PartialEvolution} do for any system, with four
 * differences: every small configuration is carried upwards once instead of being drawn; every patch evolves as often as
 * any other; patches go on from what others reached; and no large configuration is kept. Bundle b draws from the stream
 * (seed, "raster-pairs-…", b). The study's large system is an {@link Ising}.
 *
 * @param relaxation sweeps of each window after doubling, with true neighbours
 * @param step δt of a pair, in sweeps
 * @param repeats pairs from each patch in each round
 * @param rounds times that all patches evolve, one after another
 */
public record RasterPairs(int relaxation, int step, int repeats, int rounds) implements PairRule<byte[]> {
    /** Version of how pairs are made: raised when their numbers change. */
    public static final int ALGORITHM = 3;

    /** Configurations in a bundle. */
    static final int BUNDLE = RasterSweepEnsemble.REPLICAS;

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public RasterPairs {
        if (relaxation < 1 || step < 1 || repeats < 1 || rounds < 1) {
            throw new IllegalArgumentException("relaxation = " + relaxation + ", step = " + step + ", repeats = "
                    + repeats + ", rounds = " + rounds + ": all must be at least 1");
        }
    }

    @Override
    public Kept<MacroPairs> make(
            Study<byte[]> study, Kept<Snapshots<byte[]>> small, Kept<ClosureModel<byte[]>> closure) {
        Maker maker = new Maker((Ising) study.large(), study.patches(), study.seed());
        Snapshots<byte[]> start = small.value();
        List<String> names = study.large().observables();
        Identity identity = Identities.of(
                        study.large(),
                        ALGORITHM,
                        Map.of(
                                "relaxation",
                                maker.levels(start.grid()).stream()
                                        .map(Level::sweeps)
                                        .toList(),
                                "step",
                                step,
                                "repeats",
                                repeats,
                                "rounds",
                                rounds,
                                "seed",
                                study.seed()))
                .from(small.hash());
        Step<MacroPairs> work = new Step<>(
                "raster-pairs",
                "evolve patches of " + study.large().grid(),
                identity,
                start.size() / BUNDLE,
                Codec.pairs(names, 2 * names.size()),
                (from, to, threads, progress) -> maker.make(start, from, to, threads, progress));
        return study.keeping().keep(work);
    }

    /**
     * The same enlargement for any sampler, one lattice at a time.
     *
     * @param small sites of the small lattice
     * @param large sites of the large one
     * @param samples number of configurations
     * @return replication and local relaxation as long as here
     */
    public Upsampler<byte[]> oneByOne(Grid small, Grid large, int samples) {
        int factor = factor(small, large);
        LocalRelaxation healing = LocalRelaxation.brief(sweeps(relaxation, factor));
        return new Upsampler<>(factor, samples, Refinement.replication(), Optional.of(healing));
    }

    static int sweeps(int relaxation, int factor) {
        // A factor's blocks take a time ∝ factor² to lose their shape.
        return relaxation * factor * factor / 4;
    }

    /**
     * Rows of condensed pairs, each with its own z_t, that a configuration gives.
     *
     * @param across patches along a side
     * @return rounds · colours
     */
    public int rows(int across) {
        return rounds * colours(across);
    }

    /**
     * Classes of patches without a common bond: patch (row, column) has the colour (row + column) mod colours.
     *
     * @param across patches along a side
     * @return 2 on an even number, else that number
     */
    static int colours(int across) {
        return across % 2 == 0 ? 2 : across;
    }

    static int factor(Grid grid, Grid large) {
        return large.rows() / grid.rows() % 3 == 0 ? 3 : 2;
    }

    /** Makes pairs of one lattice. */
    private final class Maker {
        private final Ising large;
        private final Patches patches;
        private final long seed;

        Maker(Ising large, Patches patches, long seed) {
            this.large = large;
            this.patches = patches;
            this.seed = seed;
        }

        MacroPairs make(Snapshots<byte[]> small, int from, int to, int threads, ProgressListener progress) {
            int across = large.grid().columns() / patches.patch().columns();
            int rows = BUNDLE * rows(across);
            CondensedPairs pairs = new CondensedPairs(large.observables(), (to - from) * rows);
            Parallel.forEachLong(from, to, threads, progress, (bundle, own) -> {
                RandomGenerator random = RandomStreams.stream(seed, "raster-pairs-" + large, bundle);
                Work work = new Work(own, levels(small.grid()));
                RasterSweepEnsemble lattices = enlarge(bundle(small, bundle), random, work);
                new Bundle(lattices, patches, across).evolve((bundle - from) * rows, pairs, random, work);
            });
            return pairs.pairs();
        }

        List<Level> levels(Grid small) {
            List<Level> levels = new ArrayList<>();
            for (int side = small.rows(); side < large.grid().rows(); ) {
                int factor = factor(Grid.square(side), large.grid());
                side *= factor;
                levels.add(new Level(factor, sweeps(relaxation, factor), Grid.square(side)));
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

        private RasterSweepEnsemble enlarge(RasterSweepEnsemble start, RandomGenerator random, Work work) {
            RasterSweepEnsemble lattices = start;
            for (Level level : work.levels) {
                lattices = lattices.replicated(level.factor);
                for (Region window : level.windows()) {
                    lattices.sweep(window, level.sweeps, random);
                    work.done(window, level.sweeps);
                }
            }
            return lattices;
        }

        /** Site updates of one bundle, in each of its lattices. */
        private final class Work {
            private final ProgressListener progress;
            private final List<Level> levels;
            private final long total;
            private long done;

            Work(ProgressListener progress, List<Level> levels) {
                this.progress = progress;
                this.levels = levels;
                long pairs = (long) patches.count() * patches.patch().sites() * step * repeats * rounds;
                total = pairs
                        + levels.stream()
                                .mapToLong(level -> level.windows().stream()
                                        .mapToLong(window -> (long) window.sites() * level.sweeps)
                                        .sum())
                                .sum();
            }

            void done(Region region, int sweeps) {
                done += (long) region.sites() * sweeps;
                progress.update(done, total, "");
            }
        }
    }

    /** One enlargement by replication, and the sweeps of each window after it. */
    private record Level(int factor, int sweeps, Grid grid) {
        List<Region> windows() {
            return LocalRelaxation.brief(sweeps).windows(grid);
        }
    }

    /** 64 large configurations and the sums over their pairs. */
    private final class Bundle {
        private final RasterSweepEnsemble lattices;
        private final Patches tiling;
        private final int patches;
        private final int sites;
        private final int[] upBefore = new int[BUNDLE];
        private final int[] up = new int[BUNDLE];
        private final int[] unlikeBefore = new int[BUNDLE];
        private final int[] unlike = new int[BUNDLE];
        private final double[] m = new double[BUNDLE];
        private final double[] rho = new double[BUNDLE];
        private final int across;
        private final int colours;
        private double[][] sum = new double[BUNDLE][2];
        private double[][][] squares = new double[BUNDLE][2][2];

        Bundle(RasterSweepEnsemble lattices, Patches tiling, int across) {
            this.lattices = lattices;
            this.tiling = tiling;
            this.across = across;
            colours = colours(across);
            sites = lattices.grid().sites();
            patches = tiling.count();
        }

        void evolve(int first, CondensedPairs pairs, RandomGenerator random, Maker.Work work) {
            for (int row = 0; row < rows(across); row++) {
                evolveColour(row % colours, random, work);
                for (int replica = 0; replica < BUNDLE; replica++) {
                    double[] z = {m[replica], rho[replica]};
                    pairs.set(first + row * BUNDLE + replica, z, step, mean(replica), covariance(replica));
                }
            }
        }

        /** All patches of a colour; none of them sees another, so that it does not matter that they evolve in turn. */
        private void evolveColour(int colour, RandomGenerator random, Maker.Work work) {
            lattices.magnetisation(m);
            lattices.domainWallDensity(rho);
            sum = new double[BUNDLE][2];
            squares = new double[BUNDLE][2][2];
            for (int patch = 0; patch < patches; patch++) {
                if ((patch / across + patch % across) % colours == colour) {
                    evolvePatch(tiling.region(patch), random);
                    work.done(tiling.region(patch), step * repeats);
                }
            }
        }

        /** The last repeat stays. */
        private void evolvePatch(Region patch, RandomGenerator random) {
            long[] before = new long[patch.sites()];
            lattices.extract(patch, before);
            lattices.count(patch, upBefore, unlikeBefore);
            for (int repeat = 0; repeat < repeats; repeat++) {
                lattices.insert(before, patch);
                lattices.sweep(patch, step, random);
                lattices.count(patch, up, unlike);
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
            double pairs = (double) patches / colours * repeats;
            return new double[] {sum[replica][0] / pairs, sum[replica][1] / pairs};
        }

        private double[][] covariance(int replica) {
            double pairs = (double) patches / colours * repeats;
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
