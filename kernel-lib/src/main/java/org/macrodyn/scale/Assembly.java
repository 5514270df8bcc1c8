package org.macrodyn.scale;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;

/**
 * Upsampling by assembly: a large configuration is put together from small ones of the same stage, and relaxed for a short
 * time that heals the seams.
 *
 * <p>Runs of the small system come in groups of mates, which start from the same macroscopic state and differ by chance
 * alone. Mates that have evolved for the same time are what far parts of one large system are: equal in law, and
 * independent. So configurations of every stage of a large system's trajectory come from small systems only, and not, as
 * by {@link Upsampler} with replication, from their equilibrium alone.
 *
 * <p>Correlations that grew for a time t need a time ∝ t to grow across a seam. So a configuration of frame f is relaxed for
 * f / (frames − 1) of the relaxation's time, and one of initial states not at all.
 *
 * @param mates runs of a group, at least 1; with fewer than tiles, a mate fills several
 * @param frames recorded states of each run
 * @param samples number of configurations
 * @param tiling how tiles are laid
 * @param relaxation how the seams of the last frame are healed, for a time; empty: not at all
 */
public record Assembly(int mates, int frames, int samples, Tiling tiling, Optional<LocalRelaxation> relaxation) {
    /** Version of how configurations are assembled: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    /** How tiles are laid. */
    public enum Tiling {
        /** Each tile is shifted at random, around its periodic ends. For periodic systems without a preferred place. */
        SHIFTED,
        /** Every second tile is reflected, so that equal ends meet. For systems with reflecting (Neumann) ends. */
        REFLECTED
    }

    /**
     * Checks the counts and the relaxation.
     *
     * @throws IllegalArgumentException if a count is below 1 or the relaxation lasts for a number of events
     */
    public Assembly {
        Objects.requireNonNull(tiling, "tiling");
        relaxation.ifPresent(rule -> rule.shortened(1));
        if (mates < 1 || frames < 1 || samples < 1) {
            throw new IllegalArgumentException("assembly of " + samples + " configurations from groups of " + mates
                    + " mates with " + frames + " frames: all must be at least 1");
        }
    }

    /**
     * The number of parts that the configurations are made in, each of which can be kept.
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
     * @return its index; {@code samples} for the part after the last
     */
    public int partStart(int part) {
        return batches().partStart(part);
    }

    /**
     * Assembles all configurations.
     *
     * @param small runs of the small system, {@code [groups · mates · frames]}: group by group, run by run
     * @param large the large system
     * @param seed the experiment's seed
     * @param threads number of threads; the result does not depend on it
     * @param progress hears how many batches are done
     * @param <S> the state array
     * @return 𝒟
     * @throws IllegalArgumentException if the small configurations are no whole number of groups or do not tile the large
     *     system
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public <S> Snapshots<S> assemble(
            Snapshots<S> small, MicroModel<S> large, long seed, int threads, ProgressListener progress) {
        Snapshots<S> all = new Snapshots<>(large.grid(), large.stateType(), samples);
        for (int part = 0; part < parts(); part++) {
            all.put(partStart(part), assemble(small, large, part, seed, threads, progress));
        }
        return all;
    }

    /**
     * Assembles one part of the configurations. Batch b draws from the stream (seed, "assemble", b); groups take turns.
     *
     * @param small runs of the small system, {@code [groups · mates · frames]}: group by group, run by run
     * @param large the large system
     * @param part number of the part
     * @param seed the experiment's seed
     * @param threads number of threads
     * @param progress hears how many batches are done
     * @param <S> the state array
     * @return the configurations {@code partStart(part)}, …, {@code partStart(part + 1) − 1}
     * @throws IllegalArgumentException if the small configurations are no whole number of groups or do not tile the large
     *     system
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public <S> Snapshots<S> assemble(
            Snapshots<S> small, MicroModel<S> large, int part, long seed, int threads, ProgressListener progress) {
        if (small.size() % (mates * frames) != 0) {
            throw new IllegalArgumentException(small.size() + " configurations for groups of " + mates + " mates with "
                    + frames + " frames: must be a multiple of " + mates * frames);
        }
        Tiles tiles = new Tiles(small.grid(), large.grid());
        int start = partStart(part);
        int groups = small.size() / (mates * frames);
        Snapshots<S> made = new Snapshots<>(large.grid(), large.stateType(), partStart(part + 1) - start);
        Parallel.forEach(batches().ofPart(part), batches().ofPart(part + 1), threads, progress, batch -> {
            RandomGenerator random = RandomStreams.stream(seed, "assemble", batch);
            S whole = large.stateType().allocate(large.grid().sites());
            for (int i = batches().start(batch); i < batches().start(batch + 1); i++) {
                int frame = random.nextInt(frames);
                lay(small, i % groups, frame, tiles, whole, random);
                if (relaxation.isPresent() && frame > 0) {
                    relaxation.get().shortened(frame / (frames - 1.0)).relax(large, whole, random);
                }
                made.set(i - start, whole);
            }
        });
        return made;
    }

    private <S> void lay(Snapshots<S> small, int group, int frame, Tiles tiles, S whole, RandomGenerator random) {
        int[] order = new int[mates];
        for (int i = 0; i < mates; i++) {
            order[i] = i;
        }
        S tile = small.type().allocate(small.grid().sites());
        for (int k = 0; k < tiles.count(); k++) {
            int run = group * mates + next(order, k % mates, random);
            small.get(run * frames + frame, tile);
            if (tiling == Tiling.SHIFTED) {
                tiles.shifted(tile, k, whole, random);
            } else {
                tiles.reflected(tile, k, whole);
            }
        }
    }

    /** Deals mates like cards: none twice before each was once. */
    private static int next(int[] order, int place, RandomGenerator random) {
        int other = place + random.nextInt(order.length - place);
        int chosen = order[other];
        order[other] = order[place];
        order[place] = chosen;
        return chosen;
    }
}
