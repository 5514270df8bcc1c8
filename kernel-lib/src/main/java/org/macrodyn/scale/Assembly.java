package org.macrodyn.scale;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/**
 * Upsampling by assembly: a large configuration is put together from small ones of the same stage, and relaxed for a short
 * time that heals the seams.
 *
 * <p>Mates are runs of the small system that differ by chance alone, either because they start from the same macroscopic state
 * ({@link Groups}, {@link Origin}) or because they have come to alike ones ({@link Likeness}). Mates that have evolved for the
 * same time are what far parts of one large system are: equal in law, and independent. So configurations of every stage of a
 * large system's trajectory come from small systems only, and not, as by {@link Upsampler} with replication, from their
 * equilibrium alone.
 *
 * <p>Correlations that grew for a time t need a time ∝ t to grow across a seam. So a configuration is relaxed for
 * its age's share of the relaxation's time, f / (frames − 1) for frame f of equal steps, and one of initial states not at all.
 *
 * @param mates whose tiles may lie side by side
 * @param frames recorded states of each run
 * @param samples number of configurations
 * @param tiling how tiles are laid
 * @param relaxation how the seams of the last frame are healed, for a time; empty: not at all
 */
public record Assembly(Mates mates, int frames, int samples, Tiling tiling, Optional<LocalRelaxation> relaxation) {
    /** Version of how configurations are assembled: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    /** Whose tiles may lie side by side in one large configuration. */
    public sealed interface Mates {}

    /**
     * Runs in groups that start from the same macroscopic state: run r belongs to group ⌊r / size⌋, and a configuration is
     * made of one group.
     *
     * @param size runs of a group, at least 1; with fewer than tiles, a mate fills several
     */
    public record Groups(int size) implements Mates {
        /**
         * Checks the size.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Groups {
            if (size < 1) {
                throw new IllegalArgumentException("groups of " + size + " mates: must be at least 1");
            }
        }
    }

    /**
     * Runs whose observables are alike at the same age: a configuration is made of one run and those nearest to it. Nothing
     * is asked of how runs start.
     *
     * <p>Distance of runs i and j at a frame: Σ_c (z_ic − z_jc)² / Var z_c, the variance over runs at that frame.
     *
     * @param nearest runs to choose from, at least 1; no fewer are taken than there are tiles, as long as there are runs
     */
    public record Likeness(int nearest) implements Mates {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Likeness {
            if (nearest < 1) {
                throw new IllegalArgumentException("likeness to the nearest " + nearest + " runs: must be at least 1");
            }
        }
    }

    /**
     * Runs from one start, which stay mates whatever their observables have become: as far parts of one large system do, they
     * differ by all that chance has made since. Tiles that are alike vary less than such parts, and what they do at the same z
     * differs, since their z came about otherwise. Every other run has those that are like it.
     *
     * <p>One start are those whose observables are within a tenth of their deviation over all runs and ages, and never fewer than
     * the nearest: where forecasts start from anywhere, mates are those that started alike.
     *
     * @param every runs 0, every, 2 every, … start where forecasts do, at least 1
     * @param nearest runs to choose from, see {@link Likeness}; of those with one start there may be more
     */
    public record Origin(int every, int nearest) implements Mates {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is below 1
         */
        public Origin {
            if (every < 1 || nearest < 1) {
                throw new IllegalArgumentException("kin of every " + every + " runs, likeness to the nearest " + nearest
                        + ": both must be at least 1");
            }
        }
    }

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
        if (frames < 1 || samples < 1) {
            throw new IllegalArgumentException("assembly of " + samples + " configurations from runs with " + frames
                    + " frames: both must be at least 1");
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
     * @param small runs of the small system, {@code [runs · frames]}: run by run, those of a group in succession
     * @param large the large system
     * @param seed the experiment's seed
     * @param threads number of threads; the result does not depend on it
     * @param progress hears how much is done, configuration by configuration
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
     * Assembles one part of the configurations. Batch b draws from the stream (seed, "assemble", b); groups, or the runs whose
     * like are sought, take turns.
     *
     * @param small runs of the small system, {@code [runs · frames]}: run by run, those of a group in succession
     * @param large the large system
     * @param part number of the part
     * @param seed the experiment's seed
     * @param threads number of threads
     * @param progress hears how much is done, configuration by configuration
     * @param <S> the state array
     * @return the configurations {@code partStart(part)}, …, {@code partStart(part + 1) − 1}
     * @throws IllegalArgumentException if the small configurations are no whole number of groups or do not tile the large
     *     system
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public <S> Snapshots<S> assemble(
            Snapshots<S> small, MicroModel<S> large, int part, long seed, int threads, ProgressListener progress) {
        return assemble(small, evenly(frames), large, part, seed, threads, progress);
    }

    /**
     * The ages of runs that are recorded in equal steps.
     *
     * @param frames recorded states of each run, at least 1
     * @return {@code [frames]} f / (frames − 1)
     */
    public static double[] evenly(int frames) {
        double[] ages = new double[frames];
        Arrays.setAll(ages, frame -> frame / Math.max(1, frames - 1.0));
        return ages;
    }

    /**
     * The same for runs that were recorded at ages of one's own: a configuration of frame f heals for its age's share of the
     * time.
     *
     * @param small runs of the small system, {@code [runs · frames]}: run by run, those of a group in succession
     * @param ages {@code [frames]} age of each frame over that of the last, from 0 to 1
     * @param large the large system
     * @param part number of the part
     * @param seed the experiment's seed
     * @param threads number of threads
     * @param progress hears how much is done, configuration by configuration
     * @param <S> the state array
     * @return the configurations {@code partStart(part)}, …, {@code partStart(part + 1) − 1}
     * @throws IllegalArgumentException if the small configurations are no whole number of groups or do not tile the large
     *     system, or there is not one age for each frame
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public <S> Snapshots<S> assemble(
            Snapshots<S> small,
            double[] ages,
            MicroModel<S> large,
            int part,
            long seed,
            int threads,
            ProgressListener progress) {
        if (ages.length != frames) {
            throw new IllegalArgumentException(ages.length + " ages of " + frames + " frames: must be one for each");
        }
        Companies companies = companies(small, large);
        Tiles tiles = new Tiles(small.grid(), large.grid());
        return batches().make(part, large, "assemble", seed, threads, progress, (i, whole, random) -> {
            int frame = random.nextInt(frames);
            lay(small, companies.of(i, frame, tiles.count()), frame, tiles, whole, random);
            if (relaxation.isPresent() && ages[frame] > 0) {
                relaxation.get().shortened(ages[frame]).relax(large, whole, random);
            }
        });
    }

    private <S> Companies companies(Snapshots<S> small, MicroModel<S> large) {
        MicroModel<S> model = large.on(small.grid());
        if (mates instanceof Groups groups) {
            return Companies.inGroups(groups.size(), frames, small.size());
        }
        if (mates instanceof Origin origin) {
            return Companies.ofOrigin(origin, frames, small, model);
        }
        return Companies.byLikeness(((Likeness) mates).nearest(), frames, small, model);
    }

    private <S> void lay(Snapshots<S> small, int[] runs, int frame, Tiles tiles, S whole, RandomGenerator random) {
        S tile = small.type().allocate(small.grid().sites());
        for (int k = 0; k < tiles.count(); k++) {
            int run = RandomStreams.deal(runs, k % runs.length, random);
            small.get(run * frames + frame, tile);
            if (tiling == Tiling.SHIFTED) {
                tiles.shifted(tile, k, whole, random);
            } else {
                tiles.reflected(tile, k, whole);
            }
        }
    }
}
