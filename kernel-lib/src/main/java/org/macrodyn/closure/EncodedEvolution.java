package org.macrodyn.closure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;

/**
 * A partial evolution whose patches are encoded block by block as soon as they have evolved, so that they never have to be in
 * memory together: by one closure, or by several that look at the same patches. What one closure gives does not depend on which
 * others there are.
 *
 * @param evolution the partial evolution; to be condensed, with a fixed δt and repeats above 2d that divide {@value
 *     PartialEvolution#BLOCK} or are a multiple of it
 * @param configurations 𝒟
 * @param increment what Δz is
 * @param condensed whether the pairs of a configuration, or of each block of it, enter by 2d that have their mean and
 *     covariance, see {@link MacroPairs#condensed}: not even the pairs then have to be in memory together
 * @param <S> the state array
 */
public record EncodedEvolution<S>(
        PartialEvolution<S> evolution, Snapshots<S> configurations, Increment increment, boolean condensed) {
    /**
     * Checks the repeats.
     *
     * @throws IllegalArgumentException if pairs are to be condensed and the repeats are not as they must be
     */
    public EncodedEvolution {
        int repeats = Math.min(evolution.repeats(), PartialEvolution.BLOCK);
        if (condensed && (PartialEvolution.BLOCK % repeats != 0 || evolution.repeats() % repeats != 0)) {
            throw new IllegalArgumentException("repeats = " + evolution.repeats() + ": must divide "
                    + PartialEvolution.BLOCK + " or be a multiple of it, to be condensed");
        }
    }

    /**
     * The number of blocks.
     *
     * @return of the evolution
     */
    public int blocks() {
        return evolution.blocks(configurations);
    }

    /**
     * Makes and encodes a range of blocks.
     *
     * @param closures one or more latent maps
     * @param from first block
     * @param to block after the last, above from
     * @param threads number of threads; the pairs do not depend on it
     * @param progress hears how much is done, pair by pair
     * @return of each closure the pairs of these blocks, in order
     * @throws IllegalArgumentException if pairs are to be condensed and are too few for that, or δt is not fixed
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public List<MacroPairs> pairs(
            List<ClosureModel<S>> closures, int from, int to, int threads, ProgressListener progress) {
        MacroPairs[][] blocks = new MacroPairs[to - from][];
        Parallel.forEachLong(
                from,
                to,
                threads,
                progress,
                (block, own) -> blocks[block - from] = encoded(closures, evolution.block(configurations, block, own)));
        return IntStream.range(0, closures.size())
                .mapToObj(c -> MacroPairs.joined(
                        Arrays.stream(blocks).map(block -> block[c]).toList()))
                .toList();
    }

    private MacroPairs[] encoded(List<ClosureModel<S>> closures, PairDataset<S> evolved) {
        int repeats = Math.min(evolution.repeats(), PartialEvolution.BLOCK);
        Supplier<MacroPairs> observed = new Observed<>(evolved, increment);
        return closures.stream()
                .map(closure -> closure.encodePairs(evolved, increment, observed))
                .map(pairs -> condensed ? pairs.condensed(repeats) : pairs)
                .toArray(MacroPairs[]::new);
    }

    /** What the patches did to the observables, measured once, for the first closure that asks. */
    private static final class Observed<S> implements Supplier<MacroPairs> {
        private final PairDataset<S> evolved;
        private final Increment increment;
        private @Nullable MacroPairs measured;

        Observed(PairDataset<S> evolved, Increment increment) {
            this.evolved = evolved;
            this.increment = increment;
        }

        @Override
        public MacroPairs get() {
            if (measured == null) {
                measured = new ObservablesOnly<>(evolved.model()).encodePairs(evolved, increment);
            }
            return measured;
        }
    }
}
