package org.macrodyn.scale;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/**
 * Partial evolution: from a large configuration x_t only one patch I, drawn uniformly, evolves for a short δt while the
 * rest stays (paper, partial evolution; Theorem 1).
 *
 * <p>Pair p starts from configuration ⌊p / repeats⌋. Pairs are made in blocks of {@value #BLOCK}; block b draws from the
 * stream (seed, "partial", b), so that any range of blocks can be made anywhere and at any time.
 *
 * @param model the large system
 * @param patches its tiling
 * @param boundary what a patch sees beyond its edge
 * @param span how long a patch evolves: a fixed time (ours) or a number of events (the paper)
 * @param repeats pairs made from each configuration, at least 1
 * @param seed the experiment's seed
 * @param <S> the state array
 */
public record PartialEvolution<S>(
        MicroModel<S> model, Patches patches, PatchBoundary boundary, Span span, int repeats, long seed) {
    /** Version of how pairs are made: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    /** Pairs in a block. */
    public static final int BLOCK = 4096;

    /**
     * Checks that tiling and system agree.
     *
     * @throws IllegalArgumentException if the tiling is of another grid or repeats is below 1
     */
    public PartialEvolution {
        Objects.requireNonNull(boundary, "boundary");
        Objects.requireNonNull(span, "span");
        if (!patches.grid().equals(model.grid())) {
            throw new IllegalArgumentException(
                    "patches tile " + patches.grid() + " but the system is " + model.grid() + ": they must be equal");
        }
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats = " + repeats + ": must be at least 1");
        }
    }

    /**
     * The paper's choice for lattices: as many events as the patch has sites.
     *
     * @param model the large system
     * @param patches its tiling
     * @param boundary what the published code does at the patch's edge
     * @param seed the experiment's seed
     * @param <S> the state array
     * @return one pair for each configuration
     */
    public static <S> PartialEvolution<S> paper(
            MicroModel<S> model, Patches patches, PatchBoundary boundary, long seed) {
        return new PartialEvolution<>(
                model, patches, boundary, Span.events(patches.patch().sites()), 1, seed);
    }

    /**
     * The number of pairs that a set of configurations gives.
     *
     * @param configurations 𝒟
     * @return configurations · repeats
     * @throws IllegalArgumentException if that is more than an array can hold
     */
    public int pairs(Snapshots<S> configurations) {
        long pairs = (long) configurations.size() * repeats;
        if (pairs > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    pairs + " pairs: at most " + (Integer.MAX_VALUE - 8) + ", lower the repeats (" + repeats + ")");
        }
        return (int) pairs;
    }

    /**
     * The number of blocks that those pairs come in.
     *
     * @param configurations 𝒟
     * @return ⌈pairs / {@value #BLOCK}⌉
     */
    public int blocks(Snapshots<S> configurations) {
        return (pairs(configurations) + BLOCK - 1) / BLOCK;
    }

    /**
     * Makes one block of pairs.
     *
     * @param configurations 𝒟
     * @param block its number, 0 ≤ block &lt; {@link #blocks}
     * @return at most {@value #BLOCK} pairs
     * @throws IllegalArgumentException if the evolution of a patch took no time, as where no event of a span can happen
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PairDataset<S> block(Snapshots<S> configurations, int block) {
        return block(configurations, block, ProgressListener.NONE);
    }

    /**
     * Makes one block of pairs and tells how far it is.
     *
     * @param configurations 𝒟
     * @param block its number, 0 ≤ block &lt; {@link #blocks}
     * @param progress hears how many of the block's pairs are made
     * @return at most {@value #BLOCK} pairs
     * @throws IllegalArgumentException if the evolution of a patch took no time, as where no event of a span can happen
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PairDataset<S> block(Snapshots<S> configurations, int block, ProgressListener progress) {
        int first = block * BLOCK;
        int count = Math.min(BLOCK, pairs(configurations) - first);
        return new Block(configurations, first, count).evolve(RandomStreams.stream(seed, "partial", block), progress);
    }

    private final class Block {
        private final Snapshots<S> configurations;
        private final int first;
        private final int[] configuration;
        private final int[] patch;
        private final int[] order = IntStream.range(0, patches.count()).toArray();
        private final float[] dt;
        private final Snapshots<S> after;
        private final Optional<Snapshots<S>> prepared;
        private final S state;
        private final S before;
        private final S evolved;
        private final Optional<BatchModel.Batch<S>> batch;

        Block(Snapshots<S> configurations, int first, int count) {
            this.configurations = configurations;
            this.first = first;
            Grid reach = boundary.reach(model, patches.region(0)).asGrid();
            configuration = new int[count];
            patch = new int[count];
            dt = new float[count];
            after = new Snapshots<>(reach, model.stateType(), count);
            prepared = boundary.prepares(model)
                    ? Optional.of(new Snapshots<>(reach, model.stateType(), count))
                    : Optional.empty();
            state = model.stateType().allocate(model.grid().sites());
            before = model.stateType().allocate(reach.sites());
            evolved = model.stateType().allocate(reach.sites());
            batch = model instanceof BatchModel<S> many ? Optional.of(many.batch(this::record)) : Optional.empty();
        }

        PairDataset<S> evolve(RandomGenerator random, ProgressListener progress) {
            int loaded = -1;
            for (int pair = 0; pair < dt.length; pair++) {
                int index = (first + pair) / repeats;
                if (index != loaded) {
                    configurations.get(index, state);
                    loaded = index;
                }
                configuration[pair] = index;
                // For one configuration, so that the patches' differences average out of the mean of its pairs.
                patch[pair] = RandomStreams.deal(order, (first + pair) % repeats % order.length, random);
                evolvePatch(pair, random);
                progress.update(pair + 1, dt.length, "");
            }
            batch.ifPresent(BatchModel.Batch::flush);
            return new PairDataset<>(
                    model, patches, boundary, configurations, configuration, patch, after, prepared, dt);
        }

        /** A pair without a time teaches nothing: a patch in which no event can happen gives one for a span of events. */
        private float time(int pair, double elapsed) {
            float time = (float) elapsed;
            if (!(time > 0) || Float.isInfinite(time)) {
                throw new IllegalArgumentException("patch " + patch[pair] + " of configuration " + configuration[pair]
                        + " took a time of " + elapsed + " for " + span
                        + ": must be finite and above 0; if nothing can happen there, use Span.time, which passes");
            }
            return time;
        }

        /** Leaves the configuration as it was, for the next pair. */
        private void evolvePatch(int pair, RandomGenerator random) {
            Region region = patches.region(patch[pair]);
            Region reach = boundary.reach(model, region);
            reach.extract(state, before);
            boundary.prepare(model, state, region, span, random);
            prepared.ifPresent(all -> {
                reach.extract(state, evolved);
                all.set(pair, evolved);
            });
            if (batch.isPresent()) {
                PatchBoundary.Evolving<S> what = boundary.evolving(model, state, region);
                batch.get().add(what.state(), what.region(), span, random);
            } else {
                double elapsed = boundary.evolve(model, state, region, span, random);
                reach.extract(state, evolved);
                record(pair, elapsed, evolved);
            }
            reach.insert(before, state);
        }

        private void record(int pair, double elapsed, S inside) {
            dt[pair] = time(pair, elapsed);
            after.set(pair, inside);
        }
    }
}
