package org.macrodyn.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.store.Fingerprint;

/**
 * Hierarchical upsampling: configurations 𝒟 of the large system from configurations 𝒟_s of the small one, without ever
 * simulating the large one (paper, hierarchical upsampling scheme).
 *
 * <p>Each level multiplies the extents by {@code factor}: a configuration is drawn from the level below (with
 * replacement), refined, and relaxed locally. When the small system is as large as the large one, configurations are only
 * drawn.
 *
 * @param factor m, how much the extents grow at a level, at least 2
 * @param samples number of configurations of every level
 * @param refinement how a configuration is carried to the next grid
 * @param relaxation how it is relaxed there; empty for none
 * @param <S> the state array
 */
public record Upsampler<S>(int factor, int samples, Refinement<S> refinement, Optional<LocalRelaxation> relaxation) {
    /** Version of how configurations are upsampled: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if factor is below 2 or samples below 1
     */
    public Upsampler {
        Objects.requireNonNull(refinement, "refinement");
        Objects.requireNonNull(relaxation, "relaxation");
        if (factor < 2 || samples < 1) {
            throw new IllegalArgumentException("upsampling by factor " + factor + " to " + samples
                    + " samples: the factor must be at least 2, the samples at least 1");
        }
    }

    /**
     * Doubling by replication, every site as a block of 2 × 2 (2 × 2 × 2 in space), then local relaxation.
     *
     * @param samples number of configurations
     * @param relaxation how each level is relaxed
     * @param <S> the state array
     * @return the upsampler of the lattice experiments
     */
    public static <S> Upsampler<S> doubling(int samples, LocalRelaxation relaxation) {
        return new Upsampler<>(2, samples, Refinement.replication(), Optional.of(relaxation));
    }

    /**
     * The grids of the levels above the small system.
     *
     * @param small the small system's sites
     * @param large the large system's sites
     * @return the grids from the first level to the large system; empty if they are equal
     * @throws IllegalArgumentException if the large system cannot be reached by the factor
     */
    public List<Grid> levels(Grid small, Grid large) {
        List<Grid> levels = new ArrayList<>();
        for (Grid grid = small; !grid.equals(large); levels.add(grid)) {
            Grid next = grow(grid, large);
            boolean beyond =
                    next.layers() > large.layers() || next.rows() > large.rows() || next.columns() > large.columns();
            if (next.equals(grid) || beyond) {
                throw new IllegalArgumentException("a system of " + large + " cannot be reached from " + small
                        + " by a factor of " + factor + ": choose sides with ratio " + factor + "ᵏ");
            }
            grid = next;
        }
        return levels;
    }

    private Grid grow(Grid grid, Grid large) {
        return new Grid(
                grid.fields(),
                grid.layers() == large.layers() ? grid.layers() : grid.layers() * factor,
                grid.rows() == large.rows() ? grid.rows() : grid.rows() * factor,
                grid.columns() == large.columns() ? grid.columns() : grid.columns() * factor);
    }

    /**
     * Upsamples through all levels.
     *
     * @param small configurations of the small system, 𝒟_s
     * @param large the large system
     * @param seed the experiment's seed
     * @param threads number of threads; the result does not depend on it
     * @param progress hears how much of a level is done
     * @return {@code samples} configurations of the large system, 𝒟
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public Snapshots<S> upsample(
            Snapshots<S> small, MicroModel<S> large, long seed, int threads, ProgressListener progress) {
        List<Grid> levels = levels(small.grid(), large.grid());
        if (levels.isEmpty()) {
            return draw(small, seed);
        }
        Snapshots<S> pool = small;
        for (int level = 0; level < levels.size(); level++) {
            Snapshots<S> next = new Snapshots<>(levels.get(level), large.stateType(), samples);
            for (int part = 0; part < parts(); part++) {
                next.put(
                        partStart(part),
                        level(pool, large.on(levels.get(level)), level, part, seed, threads, progress));
            }
            pool = next;
        }
        return pool;
    }

    /**
     * What the code of the refinement does, which may be the user's own.
     *
     * @param pool configurations of the level below
     * @param grid this level's sites
     * @return fingerprint of what the first configuration is refined to
     */
    public String behaviour(Snapshots<S> pool, Grid grid) {
        S coarse = pool.type().allocate(pool.grid().sites());
        S fine = pool.type().allocate(grid.sites());
        pool.get(0, coarse);
        refinement.refine(coarse, pool.grid(), fine, grid);
        return new Fingerprint().addState(fine).text();
    }

    /**
     * The number of parts that a level is made in, each of which can be kept.
     *
     * @return at most 8
     */
    public int parts() {
        return batches().parts();
    }

    private Batches batches() {
        return new Batches(samples);
    }

    /**
     * The number of the first configuration of a part.
     *
     * @param part number of the part, 0 ≤ part ≤ {@link #parts()}
     * @return its index in the level; {@code samples} for the part after the last
     */
    public int partStart(int part) {
        return batches().partStart(part);
    }

    /**
     * Makes one part of a level. Batch b of level l draws from the stream (seed, "upsample-l", b).
     *
     * @param pool configurations of the level below
     * @param model the system on this level's grid
     * @param level number of the level, 0 for the first above the small system
     * @param part number of the part
     * @param seed the experiment's seed
     * @param threads number of threads
     * @param progress hears how much is done, configuration by configuration
     * @return the configurations {@code partStart(part)}, …, {@code partStart(part + 1) − 1} of the level
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public Snapshots<S> level(
            Snapshots<S> pool,
            MicroModel<S> model,
            int level,
            int part,
            long seed,
            int threads,
            ProgressListener progress) {
        return batches().make(part, model, "upsample-" + level, seed, threads, progress, (i, fine, random) -> {
            S coarse = pool.type().allocate(pool.grid().sites());
            pool.draw(coarse, random);
            refinement.refine(coarse, pool.grid(), fine, model.grid());
            relaxation.ifPresent(rule -> rule.relax(model, fine, random));
        });
    }

    /** Without replacement as long as there are enough, as the published code does for L_p = L. */
    private Snapshots<S> draw(Snapshots<S> from, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "draw", 0);
        int[] order = IntStream.range(0, from.size()).toArray();
        Snapshots<S> drawn = new Snapshots<>(from.grid(), from.type(), samples);
        for (int i = 0; i < samples; i++) {
            int chosen = RandomStreams.deal(order, i % order.length, random);
            drawn.put(i, from.slice(chosen, chosen + 1));
        }
        return drawn;
    }

    /**
     * Appends configurations drawn from the model's initial distribution, which cover states that relaxation leaves out
     * (as many random as upsampled ones).
     *
     * @param upsampled configurations of the large system
     * @param large the large system
     * @param count number of random configurations to append, at least 0
     * @param seed the experiment's seed
     * @param threads number of threads
     * @param <S> the state array
     * @return upsampled configurations first, random ones after
     * @throws IllegalArgumentException if the count is negative or there are more in all than an array can hold
     */
    public static <S> Snapshots<S> appendRandom(
            Snapshots<S> upsampled, MicroModel<S> large, int count, long seed, int threads) {
        return appendRandom(upsampled, large, count, seed, threads, ProgressListener.NONE);
    }

    /**
     * The same, telling how far it is.
     *
     * @param upsampled configurations of the large system
     * @param large the large system
     * @param count number of random configurations to append, at least 0
     * @param seed the experiment's seed
     * @param threads number of threads
     * @param progress hears how many parts are done
     * @param <S> the state array
     * @return upsampled configurations first, random ones after
     * @throws IllegalArgumentException if the count is negative or there are more in all than an array can hold
     */
    public static <S> Snapshots<S> appendRandom(
            Snapshots<S> upsampled, MicroModel<S> large, int count, long seed, int threads, ProgressListener progress) {
        if (count < 0 || count > Integer.MAX_VALUE - upsampled.size()) {
            throw new IllegalArgumentException(count + " random configurations after " + upsampled.size()
                    + ": must be at least 0, and at most " + Integer.MAX_VALUE + " in all");
        }
        Snapshots<S> all = new Snapshots<>(large.grid(), large.stateType(), upsampled.size() + count);
        all.put(0, upsampled);
        Batches batches = new Batches(count);
        for (int part = 0; part < batches.parts(); part++) {
            int before = part;
            Snapshots<S> some = batches.make(
                    part,
                    large,
                    "random-configurations",
                    seed,
                    threads,
                    (done, total, note) -> progress.update(before * total + done, batches.parts() * total, note),
                    (i, state, random) -> large.initialise(state, random));
            all.put(upsampled.size() + batches.partStart(part), some);
        }
        return all;
    }
}
